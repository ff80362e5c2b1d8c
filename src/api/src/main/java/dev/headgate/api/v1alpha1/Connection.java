package dev.headgate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A system that sinks use, and how it is reached; secrets by reference only. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@AdditionalPrinterColumn(
    name = "Accepted",
    jsonPath = ".status.conditions[?(@.type==\"Accepted\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Accepted\")].reason")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Kafka", jsonPath = ".spec.kafka.bootstrapServers", priority = 1)
@AdditionalPrinterColumn(name = "Registry", jsonPath = ".spec.schemaRegistry.url", priority = 1)
@AdditionalPrinterColumn(name = "Postgres", jsonPath = ".spec.postgres.host", priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Accepted\")].message",
    priority = 1)
public final class Connection extends CustomResource<ConnectionSpec, ConnectionStatus>
    implements Namespaced {

  @Override
  protected ConnectionSpec initSpec() {
    return null; // a record: it comes with the object or not at all
  }

  @Override
  protected ConnectionStatus initStatus() {
    return null;
  }
}
