/**
 * What a cutover would come to, for the one who decides: how the schemas differ, what the registry
 * thinks of it, and how far the two relations' contents are apart. Values and the comparing of
 * plans; whoever has a connection fills the rest in.
 */
package dev.headgate.dataflow.preview;
