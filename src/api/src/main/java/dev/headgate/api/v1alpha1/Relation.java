package dev.headgate.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** An upstream item that sinks can show: a table, or some of its columns. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ValidationRule(
    value = "self.spec == oldSelf.spec",
    message =
        "the spec of a Relation cannot be changed: create another Relation and name it in"
            + " spec.from of the Sink")
@AdditionalPrinterColumn(name = "Table", jsonPath = ".spec.postgres.table")
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
@AdditionalPrinterColumn(
    name = "Connection",
    jsonPath = ".spec.postgres.connection.name",
    priority = 1)
@AdditionalPrinterColumn(name = "OID", jsonPath = ".status.resolved.oid", priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
public final class Relation extends CustomResource<RelationSpec, RelationStatus>
    implements Namespaced {

  @Override
  protected RelationSpec initSpec() {
    return null; // a record: it comes with the object or not at all
  }

  @Override
  protected RelationStatus initStatus() {
    return null;
  }
}
