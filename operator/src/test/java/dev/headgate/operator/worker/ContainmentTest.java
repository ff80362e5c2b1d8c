package dev.headgate.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentTest {

  private final ObjectMapper mapper = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                         | {\"a\": 1}",
        "{\"a\": 1}                 | {\"a\": 1, \"b\": 2}",
        "{\"a\": {\"b\": 1}}        | {\"a\": {\"b\": 1, \"c\": 2}}",
        "{\"a\": {}}                | {\"a\": {}}",
        "[{\"a\": 1}]               | [{\"b\": 2}, {\"a\": 1, \"b\": 2}]",
        "[\"ALL\"]                  | [\"ALL\"]",
      })
  void whatOthersAddIsNoDifference(String wanted, String actual) throws Exception {
    assertThat(isWithin(wanted, actual)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1}                 | {\"a\": 2}",
        "{\"a\": 1}                 | {}",
        "{\"a\": {}}                | {}",
        "[{\"a\": 1}, {\"a\": 2}]   | [{\"a\": 1}]",
        "[{\"a\": 1}]               | {}",
        "[\"ALL\"]                  | [\"ALL\", \"NET_ADMIN\"]",
        "true                       | false",
      })
  void whatIsMissingOrAnotherIsADifference(String wanted, String actual) throws Exception {
    assertThat(isWithin(wanted, actual)).isFalse();
  }

  private boolean isWithin(String wanted, String actual) throws JsonProcessingException {
    return Containment.isWithin(mapper.readTree(wanted), mapper.readTree(actual));
  }
}
