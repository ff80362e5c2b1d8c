CREATE SINK avro_sink
  FROM matview_1
  INTO KAFKA CONNECTION kafka (TOPIC 't')
  KEY (key_col, "Upper")
  FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION csr
  ENVELOPE UPSERT
  WITH (SNAPSHOT = true)
-- onValueError: SkipAndRecord
-- into.kafka.deadLetterTopic: letters
-- paused: true
-- cutover.mode: Refresh
-- cutover.maxStaleKeys: 5
