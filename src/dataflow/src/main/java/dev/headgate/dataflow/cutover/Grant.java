package dev.headgate.dataflow.cutover;

/** How far the operator lets a try go. Without a grant the candidate is only validated. */
public enum Grant {
  /** Up to catching up: the new relation may be brought into the source. */
  PREPARE,
  /** To the end. */
  CUT_OVER
}
