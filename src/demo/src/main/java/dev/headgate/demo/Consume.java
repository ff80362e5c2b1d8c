package dev.headgate.demo;

import dev.headgate.demo.stage.RecordText;
import dev.headgate.demo.stage.TopicConsumer;
import java.net.URI;

/** Prints the records of a sink's topic, decoded, from the first one on until it is interrupted. */
public final class Consume {

  private Consume() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: Consume <bootstrap servers> <schema registry URL> <topic>");
      System.exit(2);
    }
    try (var consumer = new TopicConsumer(args[0], args[2]);
        var text = new RecordText(URI.create(args[1]))) {
      while (true) {
        for (var record : consumer.poll()) {
          System.out.printf("%d@%d  %s%n", record.partition(), record.offset(), text.of(record));
        }
      }
    }
  }
}
