package dev.headgate.dataflow.cutover;

/** Where a try stands, as people see it. */
public enum CutoverStep {
  VALIDATING("Validating"),
  PREPARING("Preparing"),
  CATCHING_UP("CatchingUp"),
  /** All is prepared; a person is waited for. */
  AWAITING_PROMOTION("AwaitingPromotion"),
  /** Whether contents are within the limits is being found out. */
  COMPARING("Comparing"),
  CUTTING_OVER("CuttingOver"),
  /** What is to be written at the cutover timestamp is being prepared. */
  REPAIRING("Repairing"),
  COMMIT_UNKNOWN("CommitUnknown"),
  VERIFYING("Verifying"),
  /** The try is over; the record that says so is not yet committed. */
  ENDING("Ending");

  private final String word;

  CutoverStep(String word) {
    this.word = word;
  }

  /** The word that resources show. */
  public String word() {
    return word;
  }
}
