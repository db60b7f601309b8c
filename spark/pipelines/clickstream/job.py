"""Streaming job of pipeline clickstream."""

import sys

from clickstream_spark.job import main

if __name__ == "__main__":
    sys.exit(main("clickstream"))
