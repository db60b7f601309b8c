"""What the job refuses before it starts Spark; how it runs is tested end to end."""

import json
from pathlib import Path

import pytest
from clickstream_spark.job import main

FIXTURE = Path(__file__).parent / "fixtures" / "contract.json"


def settings_text(folder: Path, **changes: object) -> str:
    content = {
        "kafka": {"bootstrapServers": ["127.0.0.1:9092"], "auth": "none"},
        "s3": {"endpoint": None, "region": "eu-central-1"},
        "lake": {
            "catalogUri": "http://127.0.0.1:1",
            "warehouse": "lake",
            "namespace": "shop",
            "signingName": "glue",
            "rawLocation": None,
        },
        "checkpoints": "s3://checkpoints/spark",
        "shufflePartitions": 2,
        "maxRecordsPerBatch": 1000,
        "triggerSeconds": {"raw": 1, "events": 1, "set_aside": 1, "sessions": 1, "metrics_minute": 1},
        "leaseSeconds": 2,
        "progressFile": str(folder / "progress.json"),
        "metrics": None,
    }
    return json.dumps(content | changes)


@pytest.fixture(autouse=True)
def _bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clickstream_spark.job.BUNDLED", FIXTURE)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"kafka": {"bootstrapServers": [], "auth": "password"}}, 'kafka.auth is "password", allowed: none, msk-iam'),
        ({"shufflePartitions": True}, "shufflePartitions is true, expected int"),
        ({"s3": {"endpoint": None}}, "s3.region is not there"),
    ],
)
def test_wrong_settings_are_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object], line: str
) -> None:
    assert main("shop", ["--settings", settings_text(tmp_path, **changes)]) == 2
    assert capsys.readouterr().err == (f"BAD_SETTINGS  {line} (--settings). Next: start the job with job-submitter\n")


def test_the_contract_of_another_pipeline_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("orders", ["--settings", settings_text(tmp_path)]) == 2
    assert "the contract is of pipeline shop, the job of orders" in capsys.readouterr().err


def test_an_unknown_query_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_code:
        main("shop", ["--settings", "{}", "--queries", "raw,nope"])
    assert exit_code.value.code == 2
    assert "unknown query 'nope', allowed: raw, events, set_aside, sessions, metrics_minute" in capsys.readouterr().err
