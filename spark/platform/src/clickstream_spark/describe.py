"""Says what a bundle is and does: `python -m clickstream_spark.describe state | job <settings>` prints JSON.

The job submitter asks the very code that will run, so that what is reviewed cannot differ from what is done. It needs
Python alone, no Spark.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from clickstream_spark.conf import spark_conf
from clickstream_spark.contract import BUNDLED, read_contract
from clickstream_spark.errors import PlatformError
from clickstream_spark.settings import read_settings
from clickstream_spark.state import checkpoint_of, state_of


def state() -> Any:
    """What the queries of the pipeline remember."""
    return asdict(state_of(read_contract(BUNDLED)))


def job(text: str) -> Any:
    """The Spark settings that the job will set in an environment, and the checkpoints that it goes on from."""
    settings, contract = read_settings(text), read_contract(BUNDLED)
    return {
        "conf": [asdict(setting) for setting in spark_conf(settings)],
        "checkpoints": {
            query: checkpoint_of(settings.checkpoints, contract.pipeline, query) for query in state_of(contract).queries
        },
    }


_ANSWERS: dict[str, Callable[..., Any]] = {"state": state, "job": job}


def main() -> int:
    """Prints the answer; exit code 2 for settings or a contract that do not fit."""
    try:
        what, *arguments = sys.argv[1:]
        sys.stdout.write(json.dumps(_ANSWERS[what](*arguments)) + "\n")
    except PlatformError as error:
        sys.stderr.write(f"{error.one_line()}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
