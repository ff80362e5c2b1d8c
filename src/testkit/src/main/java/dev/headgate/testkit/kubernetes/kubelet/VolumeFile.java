package dev.headgate.testkit.kubernetes.kubelet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A file of a volume.
 *
 * @param content from its position to its limit; read through duplicates only
 * @param mode permission bits, for example 0644
 */
record VolumeFile(ByteBuffer content, int mode) {

  static VolumeFile of(byte[] content, int mode) {
    return new VolumeFile(ByteBuffer.wrap(content).asReadOnlyBuffer(), mode);
  }

  static VolumeFile of(String content, int mode) {
    return of(content.getBytes(StandardCharsets.UTF_8), mode);
  }
}
