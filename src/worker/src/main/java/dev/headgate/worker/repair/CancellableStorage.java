package dev.headgate.worker.repair;

import dev.headgate.dataflow.contents.SpillFile;
import dev.headgate.dataflow.contents.Storage;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Storage that can be taken away from under a long sort. Thread-safe. */
record CancellableStorage(Storage storage, BooleanSupplier cancelled) implements Storage {

  @Override
  public SpillFile create() {
    check();
    return new CancellableFile(storage.create(), this);
  }

  private void check() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("the preparation was cancelled");
    }
  }

  private record CancellableFile(SpillFile file, CancellableStorage of) implements SpillFile {
    @Override
    public void append(byte[] bytes, int start, int length) {
      of.check();
      file.append(bytes, start, length);
    }

    @Override
    public void read(long position, byte[] into, int start, int length) {
      of.check();
      file.read(position, into, start, length);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
