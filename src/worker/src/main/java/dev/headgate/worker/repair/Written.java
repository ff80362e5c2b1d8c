package dev.headgate.worker.repair;

import dev.headgate.dataflow.contents.Recorder;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.plan.SinkPlan;

/**
 * A relation as its sink writes it.
 *
 * @param plan how its rows are written
 * @param ids the ids of its schemas
 * @param limit how large a message may be
 */
public record Written(SinkPlan plan, SchemaIds ids, SizeLimit limit) {

  /** For recording what is streamed of it. */
  public Recorder.Encoding encoding() {
    return new Recorder.Encoding(
        plan.table().oid(), (shape, messages) -> plan.encoder(ids, shape, limit, messages));
  }
}
