package dev.headgate.dataflow.preview;

import java.util.List;

/** What the registry thinks of a subject's next schema; nothing was registered. */
public sealed interface SubjectVerdict {

  String subject();

  /** It would be accepted. */
  record Compatible(String subject) implements SubjectVerdict {}

  /**
   * It would be refused.
   *
   * @param reasons in the registry's words; may be empty, some give no reason
   */
  record Incompatible(String subject, List<String> reasons) implements SubjectVerdict {
    public Incompatible {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The registry did not say.
   *
   * @param reason why, for people
   */
  record Unknown(String subject, String reason) implements SubjectVerdict {}
}
