package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.KeyLimits;

/**
 * On which terms one relation may replace another.
 *
 * @param mode what the topic is to hold then
 * @param schemaCheck when the registry's word on the new relation's schemas counts
 * @param limits how far the contents may be apart when it happens
 * @param preview raised to have the preview made anew
 */
public record Terms(Mode mode, SchemaCheck schemaCheck, KeyLimits limits, int preview) {

  /** Schemas are checked before; contents may be as far apart as they are, and stay so. */
  public static final Terms DEFAULT =
      new Terms(Mode.FORWARD, SchemaCheck.BEFORE_CUTOVER, KeyLimits.NONE, 0);

  public Terms withMode(Mode newMode) {
    return new Terms(newMode, schemaCheck, limits, preview);
  }

  public Terms withSchemaCheck(SchemaCheck newCheck) {
    return new Terms(mode, newCheck, limits, preview);
  }

  public Terms withLimits(KeyLimits newLimits) {
    return new Terms(mode, schemaCheck, newLimits, preview);
  }

  /** Contents that are written at the cutover need their schemas before it. */
  SchemaCheck schemaCheckInForce() {
    return mode == Mode.FORWARD ? schemaCheck : SchemaCheck.BEFORE_CUTOVER;
  }
}
