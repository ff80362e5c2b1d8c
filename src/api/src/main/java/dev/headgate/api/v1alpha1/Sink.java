package dev.headgate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A stream of a relation's changes into a Kafka topic. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ValidationRule(
    value = "self.metadata.name.size() <= 56",
    message = "the name of a Sink has at most 56 characters: what belongs to it is named after it")
@ValidationRule(
    value =
        "self.spec.onValueError != 'SkipAndRecord' || has(self.spec.into.kafka.deadLetterTopic)",
    message =
        "onValueError: SkipAndRecord needs into.kafka.deadLetterTopic, where skipped rows are"
            + " recorded")
@ValidationRule(
    value =
        "!has(self.spec.into.kafka.deadLetterTopic) || self.spec.into.kafka.deadLetterTopic !="
            + " self.spec.into.kafka.topic",
    message = "into.kafka.deadLetterTopic must be another topic than into.kafka.topic")
@AdditionalPrinterColumn(name = "From", jsonPath = ".spec.from.name")
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.activeRelation")
@AdditionalPrinterColumn(name = "Topic", jsonPath = ".spec.into.kafka.topic")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.status")
@AdditionalPrinterColumn(name = "Cutover", jsonPath = ".status.cutover.step")
@AdditionalPrinterColumn(
    name = "Version",
    jsonPath = ".status.version",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Frontier", jsonPath = ".status.frontier", priority = 1)
@AdditionalPrinterColumn(name = "T", jsonPath = ".status.cutover.timestamp", priority = 1)
@AdditionalPrinterColumn(
    name = "Matches",
    jsonPath = ".status.topicMatchesRelation",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Skipped",
    jsonPath = ".status.statistics.rowsSkipped",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Outdated",
    jsonPath = ".status.workerUpdatePending",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 1)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", priority = 1)
public final class Sink extends CustomResource<SinkSpec, SinkStatus> implements Namespaced {

  @Override
  protected SinkSpec initSpec() {
    return null; // a record: it comes with the object or not at all
  }

  @Override
  protected SinkStatus initStatus() {
    return null;
  }
}
