CREATE SINK avro_sink
  FROM matview_1
  INTO KAFKA CONNECTION kafka_connection (TOPIC 'test_avro_topic')
  KEY (key_col)
  FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION csr
  ENVELOPE UPSERT;

CREATE SINK IF NOT EXISTS shop.avro_sink FROM shop.matview_1 INTO KAFKA CONNECTION kafka (TOPIC = 't', TOPIC PARTITION COUNT 3, TOPIC REPLICATION FACTOR = 2, TOPIC CONFIG MAP['cleanup.policy' => 'compact', 'a' => 'it''s']) KEY (a, "B c") FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION csr ENVELOPE UPSERT WITH (SNAPSHOT = false)

create sink s from r into kafka connection k (topic 't') key (a) key format avro using confluent schema registry connection csr value format avro using confluent schema registry connection csr envelope upsert with (snapshot)
