"""Reads statements (a JSON array of texts) from stdin in sqlglot's Snowflake dialect, and prints what it made of each.

`parsed` is a statement that the parser knows to its end, `opaque` one of which it knows the first words only; anything
else is why it cannot be read.
"""

import json
import logging
import sys

import sqlglot
from sqlglot import exp


def verdict(sql: str) -> str:
    """Says what the parser made of one statement."""
    try:
        parsed = sqlglot.parse_one(sql, read="snowflake")
    except sqlglot.errors.ParseError as error:
        return str(error).splitlines()[0]
    return "opaque" if isinstance(parsed, exp.Command) else "parsed"


def main() -> None:
    """Answers with a JSON array, one text per statement."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    json.dump([verdict(sql) for sql in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
