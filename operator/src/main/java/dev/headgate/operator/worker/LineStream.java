package dev.headgate.operator.worker;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer read line by line as it comes, which ends if the other side is silent for too long: a
 * peer whose machine is gone never closes its connection. Of one reader.
 */
final class LineStream implements AutoCloseable {

  private static final int OK = 200;

  /** A line, or the end. */
  private sealed interface Item {
    record Line(String text) implements Item {}

    record End(String why) implements Item {}
  }

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final Duration silence;
  private final CompletableFuture<HttpResponse<Void>> exchange;

  /**
   * Sends the request.
   *
   * @param silence the longest time without a line, the time to connect included
   */
  LineStream(HttpClient http, HttpRequest request, Duration silence) {
    this.silence = silence;
    this.exchange = http.sendAsync(request, lines());
    exchange.whenComplete((response, failure) -> end(failure));
  }

  /**
   * Waits for the next line.
   *
   * @throws IOException if there will be none, with the reason
   */
  String next() throws IOException, InterruptedException {
    return switch (items.poll(silence.toNanos(), TimeUnit.NANOSECONDS)) {
      case Item.Line(var text) -> text;
      case Item.End(var why) -> throw new IOException(why);
      case null -> throw new IOException("silent for %d ms".formatted(silence.toMillis()));
    };
  }

  @Override
  public void close() {
    exchange.cancel(true);
  }

  private void end(Throwable failure) {
    items.add(new Item.End(failure == null ? "the worker ended it" : failure.toString()));
  }

  private BodyHandler<Void> lines() {
    return response ->
        response.statusCode() == OK
            ? BodyHandlers.fromLineSubscriber(new Lines()).apply(response)
            : refused(response.statusCode());
  }

  private BodySubscriber<Void> refused(int status) {
    items.add(new Item.End("the worker answered " + status));
    return BodySubscribers.discarding();
  }

  /** Queues lines. A worker sends two events a second at most, so all are taken. */
  private final class Lines implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      items.add(new Item.Line(line));
    }

    @Override
    public void onError(Throwable failure) {
      end(failure);
    }

    @Override
    public void onComplete() {
      end(null);
    }
  }
}
