package dev.headgate.operator.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.operator.naming.Digest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Events as Kubernetes keeps them. They are those of the core group, which count what comes again
 * in the object itself: {@code events.k8s.io} shows the same objects, but lets nobody change them.
 */
final class EventObjects {

  static final String COMPONENT = "headgate-operator";

  /** Which occurrence was counted last. */
  private static final String OCCURRENCE = "headgate.dev/occurrence";

  /** Of the API server, in bytes. */
  private static final int LONGEST_MESSAGE = 1024;

  private static final String CUT = "...";

  /** With the digest after it, below the 253 characters of a name. */
  private static final int LONGEST_PREFIX = 230;

  private static final int DIGEST = 16;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private EventObjects() {}

  /** That it happened for the first time. */
  static Event first(HasMetadata about, Notice notice, Instant now, String instance) {
    var metadata = about.getMetadata();
    var seconds = seconds(now);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(metadata.getNamespace())
        .withName(name(about, notice))
        .addToAnnotations(OCCURRENCE, digest(notice.occurrence()))
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endInvolvedObject()
        .withType(notice.type().word())
        .withReason(notice.reason())
        .withMessage(cut(notice.message()))
        .withAction(notice.reason())
        .withReportingComponent(COMPONENT)
        .withReportingInstance(instance)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withFirstTimestamp(seconds)
        .withLastTimestamp(seconds)
        .withCount(count(notice.times()))
        .build();
  }

  /** That it happened again. */
  static Event again(Event known, Notice notice, Instant now) {
    return new EventBuilder(known)
        .editMetadata()
        .addToAnnotations(OCCURRENCE, digest(notice.occurrence()))
        .endMetadata()
        .withMessage(cut(notice.message()))
        .withLastTimestamp(seconds(now))
        .withCount(count((known.getCount() == null ? 1L : known.getCount()) + notice.times()))
        .build();
  }

  /** Whether the Event tells this very occurrence. */
  static boolean isOf(Event known, Notice notice) {
    var annotations = known.getMetadata().getAnnotations();
    return annotations != null && digest(notice.occurrence()).equals(annotations.get(OCCURRENCE));
  }

  private static String name(HasMetadata about, Notice notice) {
    var name = about.getMetadata().getName();
    return "%s.%s"
        .formatted(
            name.substring(0, Math.min(LONGEST_PREFIX, name.length())),
            digest(
                String.join(
                    "\n", about.getMetadata().getUid(), notice.reason(), notice.subject())));
  }

  private static String digest(String text) {
    return Digest.hex(text, DIGEST);
  }

  private static String seconds(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static int count(long times) {
    return (int) Math.min(Integer.MAX_VALUE, times);
  }

  /** Whole characters, as many as Kubernetes takes. */
  static String cut(String message) {
    if (message.getBytes(UTF_8).length <= LONGEST_MESSAGE) {
      return message;
    }
    var characters = CharBuffer.wrap(message);
    var result =
        UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .encode(characters, ByteBuffer.allocate(LONGEST_MESSAGE - CUT.length()), true);
    assert result.isOverflow() : "it is longer";
    return message.substring(0, characters.position()) + CUT;
  }
}
