package dev.headgate.worker.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headgate.control.DesiredJson;
import dev.headgate.control.MalformedMessageException;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.worker.HostedSink;
import dev.headgate.worker.HostedSink.Reception;
import java.util.Optional;

/** {@code /v1/sinks/{id}}: what a sink is wanted to be, how it is, and what it has written. */
final class SinkResource {

  private final ObservedJson observedJson = new ObservedJson();
  private final DesiredJson desiredJson = new DesiredJson();
  private final HostedSink sink;

  SinkResource(HostedSink sink) {
    this.sink = sink;
  }

  Reply get() {
    return observed(200);
  }

  /** Which relation the record at a place of the topic is of. */
  Reply relationAt(Optional<String> query) {
    return new RelationAt(sink.id().value(), query).answer(sink.observed().record());
  }

  Reply put(byte[] body) {
    Desired desired;
    try {
      desired = desiredJson.read(body);
    } catch (MalformedMessageException e) {
      return Reply.problem(400, e.getMessage());
    }

    return switch (sink.ask(desired)) {
      case Reception.Accepted() -> observed(202);
      case Reception.Outdated(long current) -> outdated(desired.generation(), current);
    };
  }

  private Reply observed(int status) {
    return Reply.json(status, observedJson.write(sink.observed()));
  }

  private Reply outdated(long sent, long current) {
    return Reply.problem(
        409,
        "generation %d of sink %s is outdated: %d is the newest accepted; go on from there"
            .formatted(sent, sink.id(), current),
        JsonNodeFactory.instance.objectNode().put("generation", current));
  }
}
