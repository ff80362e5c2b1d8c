package dev.headgate.dataflow.progress;

import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.sink.Version;
import java.util.Optional;

/**
 * The record of a sink that was deleted. It stays, so that no process of the deleted resource can
 * start the sink again and a later Sink of the name goes on with the next version.
 *
 * @param version the last version
 * @param uid of the deleted Sink resource
 * @param leftovers slot and publication that may still exist upstream; empty once they are gone
 */
public record DroppedRecord(Version version, String uid, Optional<Upstream> leftovers)
    implements ProgressRecord {}
