package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.KeyLimits;

/**
 * On which terms one relation may replace another.
 *
 * @param schemaCheck when the registry's word on the new relation's schemas counts
 * @param limits how far the contents may be apart when it happens
 * @param preview raised to have the preview made anew
 */
public record Terms(SchemaCheck schemaCheck, KeyLimits limits, int preview) {

  /** Schemas are checked before; contents may be as far apart as they are. */
  public static final Terms DEFAULT = new Terms(SchemaCheck.BEFORE_CUTOVER, KeyLimits.NONE, 0);

  public Terms withSchemaCheck(SchemaCheck newCheck) {
    return new Terms(newCheck, limits, preview);
  }

  public Terms withLimits(KeyLimits newLimits) {
    return new Terms(schemaCheck, newLimits, preview);
  }
}
