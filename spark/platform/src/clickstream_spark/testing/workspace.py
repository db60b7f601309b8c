"""Where the tests run."""

from pathlib import Path

WORKSPACE = Path(__file__).parents[5]
