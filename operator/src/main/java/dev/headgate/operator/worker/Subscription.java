package dev.headgate.operator.worker;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the events of one sink at one worker, over and over, on a thread of its own. */
final class Subscription implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /**
   * Whom to follow.
   *
   * @param worker where its control API is, without a path
   */
  record Target(URI worker, String token, SinkId sink) {
    /** Without the token. */
    @Override
    public String toString() {
      return sink + " at " + worker;
    }
  }

  private final HttpClient http;
  private final Target target;
  private final Pace pace;
  private final Runnable changed;
  private final Thread thread;

  private Optional<Observed> last = Optional.empty();
  private boolean broken;
  private Duration pause;

  private Subscription(HttpClient http, Target target, Pace pace, Runnable changed) {
    this.http = http;
    this.target = target;
    this.pace = pace;
    this.changed = changed;
    this.pause = pace.first();
    this.thread = Thread.ofVirtual().name("events-" + target.sink()).unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param changed called on the subscription's thread; must not block for long
   */
  static Subscription start(HttpClient http, Target target, Pace pace, Runnable changed) {
    var subscription = new Subscription(http, target, pace, changed);
    subscription.thread.start();
    return subscription;
  }

  Target target() {
    return target;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        follow();
        Thread.sleep(pause);
        pause = pace.after(pause);
      }
    } catch (InterruptedException e) {
      log.debug("closed sink={}", target.sink());
    }
  }

  /** Returns when the stream is over, for whatever reason. */
  private void follow() throws InterruptedException {
    var request = WorkerRequests.events(target.worker(), target.token()).GET().build();
    var reader = new EventReader(target.sink());
    try (var lines = new LineStream(http, request, pace.silence())) {
      while (true) {
        reader.line(lines.next()).map(Turn::of).ifPresent(this::heard);
      }
    } catch (IOException e) {
      lost(e);
    }
  }

  /** Only what was understood counts as back: lines alone would make a storm of vain tries. */
  private void heard(Observed turn) {
    broken = false;
    pause = pace.first();
    if (last.filter(turn::equals).isEmpty()) {
      last = Optional.of(turn);
      changed.run();
    }
  }

  /** Says it once, not again at each vain try to get it back. */
  private void lost(IOException e) {
    if (!broken) {
      broken = true;
      log.info("events lost sink={} worker={}: {}", target.sink(), target.worker(), e.getMessage());
      changed.run();
    }
  }

  /** Ends it, soon. At most one more change may be told. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
