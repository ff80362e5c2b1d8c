package dev.headgate.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(RandomMessages.class)
class RoundTripTest {

  @Property
  void aWishThatIsWrittenIsReadAgain(@ForAll Desired desired) {
    var json = new DesiredJson();

    assertThat(json.read(json.write(desired))).isEqualTo(desired);
  }

  @Property
  void anObservationThatIsWrittenIsReadAgain(@ForAll Observed observed) {
    var json = new ObservedJson();

    assertThat(json.read(json.write(observed))).isEqualTo(observed);
  }

  @Property
  void anAssignmentThatIsWrittenIsReadAgain(@ForAll Assignment assignment) {
    var json = new AssignmentJson();

    assertThat(json.read(json.write(assignment))).isEqualTo(assignment);
  }

  @Property
  void anAssignmentHoldsNoGrant(@ForAll Assignment assignment) {
    assertThat(assignment.desired().candidate().flatMap(Candidate::grant)).isEmpty();
  }
}
