package dev.headgate.dataflow.contents;

/** What a cutover does beyond changing over: both make the topic equal NEW at its timestamp. */
public enum Repair {

  /** Writes the keys in which NEW differs from OLD. Right only where the topic equals OLD. */
  RECONCILE,

  /** Writes all of NEW, and tombstones for the other keys that the topic itself holds. */
  REFRESH
}
