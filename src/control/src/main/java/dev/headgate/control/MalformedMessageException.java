package dev.headgate.control;

/**
 * A message that cannot be read. Nothing of it was taken over. The text never holds a credential.
 */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String member;

  MalformedMessageException(String member, String what) {
    super(member + " " + what);
    this.member = member;
  }

  /**
   * The path of the member that is wrong, for example {@code desired.candidate.deadline}; of the
   * message itself its first part alone.
   */
  public String member() {
    return member;
  }
}
