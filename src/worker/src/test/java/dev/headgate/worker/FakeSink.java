package dev.headgate.worker;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A sink that is as a test says. */
public final class FakeSink implements RunningSink {

  public static final Runnable NOTHING = () -> {};

  private final SinkId id;
  private final AtomicReference<Desired> asked = new AtomicReference<>();
  private volatile Observed observed = Messages.STREAMING;
  private volatile boolean alive = true;
  private volatile Runnable onClose = NOTHING;

  public FakeSink(String id) {
    this.id = new SinkId(id);
  }

  public void show(Observed now) {
    observed = now;
  }

  public void die() {
    alive = false;
  }

  public void onClose(Runnable action) {
    onClose = action;
  }

  /** What it was asked for last; null: nothing. */
  public Desired asked() {
    return asked.get();
  }

  @Override
  public SinkId id() {
    return id;
  }

  @Override
  public Observed observed() {
    return observed;
  }

  @Override
  public Reception ask(Desired desired) {
    long current = observed.acknowledgedGeneration();
    if (desired.generation() < current) {
      return new Reception.Outdated(current);
    }
    asked.set(Objects.requireNonNull(desired));
    return new Reception.Accepted();
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public void close() {
    onClose.run();
    alive = false;
  }
}
