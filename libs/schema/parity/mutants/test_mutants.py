"""The vectors notice a rule that was loosened in Spark: without that, equal verdicts would prove nothing.

A mutant replaces a piece of a compiled expression. TypeScript's own mutants are in vectors.spec.ts of the pipeline.
"""

from pathlib import Path

import pytest
from pyspark.errors.exceptions.captured import SparkRuntimeException
from pyspark.sql import SparkSession
from vectors import agrees, mutated, read_contract, read_vectors, verdicts

MUTANTS = {
    "takes any bytes": ("is_valid_utf8(CAST(value AS STRING))", "true"),
    "takes NUL": ("(?:0000|", "(?:"),
    "takes coerced values as canonical": ("text = to_json(read, map('ignoreNullFields', 'true'))", "true"),
    "takes what hides behind the marker": ("AND NOT contains(text, '~end')", ""),
    "takes fields of other events": ("event.properties.search_term IS NULL", "true"),
    "trusts one parse": ("array('d', '~stop')", "map_keys(try_variant_get(v, '$', 'MAP<STRING, VARIANT>'))"),
    "takes one byte more": ("65536", "65537"),
    "takes one level more": (" > 64 OR", " > 65 OR"),
    "takes a longer key": (" > 1002", " > 1003"),
    "takes a longer number": ("{101}", "{102}"),
    "takes another version": ("page_view@1.0.0", "page_view@1.1.0"),
    "takes a longer text": ("BETWEEN 1 AND 128", "BETWEEN 1 AND 129"),
    "takes a larger integer": ("BETWEEN 100 AND 599", "BETWEEN 100 AND 600"),
    "takes one item more": ("> 200", "> 201"),
    "takes days that do not exist": (" AS TIMESTAMP) IS NOT NULL", " AS STRING) IS NOT NULL"),
    "takes a line end after the value": ("\\\\z", "\\n?\\\\z"),
    "takes another currency": ("'AED'", "'XTS', 'AED'"),
    "takes a millisecond late": ("- 86400000", "- 86400001"),
    "takes a millisecond of future": ("+ 300000", "+ 300001"),
    "hashes sent_at": ("event.schema_version AS schema_version", "event.sent_at AS sent_at"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_loosened_rule_is_noticed(spark: SparkSession, root: Path, name: str) -> None:
    """At least one vector gets another verdict or hash than the one written down."""
    vectors = [vector for vector in read_vectors(root) if not vector["name"].startswith("damaged")]
    got = verdicts(spark, vectors, mutated(read_contract(root), *MUTANTS[name]))
    assert any(not agrees(verdict, vector) for vector, verdict in zip(vectors, got, strict=True))


def test_a_lone_surrogate_in_a_key_must_not_reach_the_parser(spark: SparkSession, root: Path) -> None:
    """Without the test for it, one such record would stop a stream for good."""
    vectors = [vector for vector in read_vectors(root) if vector["name"] == "decode: lone surrogate in a key"]
    loosened = mutated(read_contract(root), "CASE WHEN NOT forbidden THEN try", "CASE WHEN true THEN try")
    loosened = mutated(loosened, "WHEN forbidden THEN", "WHEN false THEN")
    with pytest.raises(SparkRuntimeException, match="MALFORMED_VARIANT"):
        verdicts(spark, vectors, loosened)
