package dev.headgate.operator.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.control.DesiredJson;
import dev.headgate.control.MalformedMessageException;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.sink.SinkId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks workers over HTTP. Thread-safe. */
public final class HttpWorkerClient implements WorkerClient {

  /** Long enough for a worker under load, short enough not to hold up other Sinks. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int UNAUTHORIZED = 401;

  private final ObservedJson observedJson = new ObservedJson();
  private final DesiredJson desiredJson = new DesiredJson();
  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient http;
  private final Duration limit;

  /**
   * @param http follows no redirects
   * @param limit how long a request may take, its answer's body included
   */
  public HttpWorkerClient(HttpClient http, Duration limit) {
    this.http = http;
    this.limit = limit;
  }

  @Override
  public Answer observe(URI worker, String token, SinkId sink) {
    return ask(WorkerRequests.sink(worker, token, sink).GET().build());
  }

  @Override
  public Answer tell(URI worker, String token, SinkId sink, Desired desired) {
    var body = BodyPublishers.ofByteArray(desiredJson.write(desired));
    return ask(
        WorkerRequests.sink(worker, token, sink)
            .header("Content-Type", "application/json")
            .PUT(body)
            .build());
  }

  private Answer ask(HttpRequest request) {
    var where = request.uri().getAuthority();
    // A request's own timeout ends with the answer's headers; this one covers the body too.
    var answer = http.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return answer(where, answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return silent(where, "cannot be reached: " + reason(e.getCause()));
    } catch (TimeoutException e) {
      return silent(where, "did not answer within %d ms".formatted(limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent(where, "was not waited for: the operator is stopping");
    } finally {
      answer.cancel(true);
    }
  }

  private Answer answer(String where, HttpResponse<byte[]> response) {
    return switch (response.statusCode()) {
      case OK, ACCEPTED -> observed(where, response.body());
      case UNAUTHORIZED ->
          silent(where, "does not let the operator in: its copy of the token is another one");
      default -> silent(where, refusal(response));
    };
  }

  private Answer observed(String where, byte[] body) {
    try {
      return new Answer.Heard(observedJson.read(body));
    } catch (MalformedMessageException e) {
      return silent(where, "gave an answer that cannot be read: " + e.getMessage());
    }
  }

  private String refusal(HttpResponse<byte[]> response) {
    return "answered %d: %s".formatted(response.statusCode(), message(response.body()));
  }

  /** What a worker says of an error; of others than workers nothing is shown. */
  private String message(byte[] body) {
    try {
      return mapper.readTree(body).path("message").asText("without a message");
    } catch (IOException e) {
      return "not in the words of a worker";
    }
  }

  private static Answer silent(String where, String why) {
    return new Answer.Silent("worker at %s %s".formatted(where, why));
  }

  /** Several of the JDK's network exceptions have no message. */
  private static String reason(Throwable e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return e instanceof ConnectException ? "connection refused" : "the connection broke";
  }
}
