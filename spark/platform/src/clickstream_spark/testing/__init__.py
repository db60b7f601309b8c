"""What tests of jobs share: a local Spark, a topic in a folder, golden vectors. Never part of a running job."""
