package dev.headgate.kafka;

/** How a data topic differs from the one that the progress record names. */
public sealed interface TopicProblem {

  /** For people: what is wrong and what to do. */
  String message();

  /** No topic of the name is there, or none that the credentials may describe. */
  record Missing(String topic, String topicId) implements TopicProblem {
    @Override
    public String message() {
      return "Topic %s (id %s) is missing. Restore it, or check that the credentials may describe it."
          .formatted(topic, topicId);
    }
  }

  /** Another topic took the name. A running producer writes on into it without an error. */
  record Recreated(String topic, String expectedId, String foundId) implements TopicProblem {
    @Override
    public String message() {
      return ("Topic %s was deleted and made again: its id is %s, the sink wrote to %s. What was in"
              + " it is lost; delete the Sink and create it again for a new start.")
          .formatted(topic, foundId, expectedId);
    }
  }

  /** Partitions were added, so keys would move. */
  record Repartitioned(String topic, int expected, int found) implements TopicProblem {
    @Override
    public String message() {
      return ("Topic %s has %d partitions, it had %d when the sink began: keys would move to other "
              + "partitions. Write to a new topic with a new Sink.")
          .formatted(topic, found, expected);
    }
  }

  /** The bootstrap servers lead to another cluster. */
  record OtherCluster(String topic, String expectedId, String foundId) implements TopicProblem {
    @Override
    public String message() {
      return "Topic %s is in cluster %s, the Connection leads to cluster %s. Correct the Connection."
          .formatted(topic, expectedId, foundId);
    }
  }
}
