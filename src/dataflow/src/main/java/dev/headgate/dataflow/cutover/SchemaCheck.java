package dev.headgate.dataflow.cutover;

/** When the registry's word on the new relation's schemas counts. */
public enum SchemaCheck {
  /** A relation whose schemas would be refused does not begin to flow. */
  BEFORE_CUTOVER,
  /**
   * As ALTER SINK does: the switch happens first, and a refusal stalls the sink at the cutover
   * timestamp.
   */
  AFTER_CUTOVER
}
