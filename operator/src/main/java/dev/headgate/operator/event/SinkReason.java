package dev.headgate.operator.event;

/** The reasons of a Sink's Events; {@code docs/events.md} shows the same to users. */
enum SinkReason {
  Created(Notice.Type.NORMAL),
  Waiting(Notice.Type.NORMAL),
  Starting(Notice.Type.NORMAL),
  Running(Notice.Type.NORMAL),
  Paused(Notice.Type.NORMAL),
  Stalled(Notice.Type.WARNING),
  Failed(Notice.Type.WARNING),
  Dropped(Notice.Type.NORMAL),
  Released(Notice.Type.NORMAL),
  NotReady(Notice.Type.WARNING),
  RowSkipped(Notice.Type.WARNING),
  CutoverStarted(Notice.Type.NORMAL),
  CandidateRefused(Notice.Type.WARNING),
  Preparing(Notice.Type.NORMAL),
  CutoverBlocked(Notice.Type.WARNING),
  CatchingUp(Notice.Type.NORMAL),
  PreviewMade(Notice.Type.NORMAL),
  AwaitingPromotion(Notice.Type.NORMAL),
  PromotionRefused(Notice.Type.WARNING),
  Comparing(Notice.Type.NORMAL),
  Repairing(Notice.Type.NORMAL),
  CuttingOver(Notice.Type.NORMAL),
  CommitUnknown(Notice.Type.NORMAL),
  Verifying(Notice.Type.NORMAL),
  CutoverCompleted(Notice.Type.NORMAL),
  CutoverTimedOut(Notice.Type.WARNING),
  CutoverAborted(Notice.Type.NORMAL),
  CutoverFailed(Notice.Type.WARNING);

  private final Notice.Type type;

  SinkReason(Notice.Type type) {
    this.type = type;
  }

  Notice.Type type() {
    return type;
  }

  Notice notice(String message, String subject, String occurrence) {
    return Notice.once(type, name(), message, subject, occurrence);
  }

  /** Of what happened more than once since it was told last. */
  Notice notice(String message, String subject, String occurrence, long times) {
    return new Notice(type, name(), message, subject, occurrence, times);
  }
}
