"""The shared library of all pipelines: Kafka to Iceberg with Spark Structured Streaming."""
