"""What the local cloud made of the template: the parts that would fail silently."""

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from infra.deploy import deploy
from infra.local import cloud
from infra.local.launch import target
from tests.deployed import Deployed

APP = Path(__file__).parents[2] / "app.py"


def client(deployed: Deployed, service: str) -> Any:
    return target(deployed.place, lambda words: None).client(service)


def test_it_answers(deployed: Deployed) -> None:
    with urllib.request.urlopen(f"{deployed.api_url}/health", timeout=30) as answer:
        assert answer.status == 200


def test_the_functions_are_held_to_their_policies(deployed: Deployed) -> None:
    """Otherwise a missing permission would show on AWS first."""
    with urllib.request.urlopen(f"{deployed.cloud_url}/_ministack/health", timeout=30) as answer:
        assert json.load(answer)["auth"] == "enabled"


def test_both_queues_feed_their_workers_and_answers_are_heard_message_by_message(deployed: Deployed) -> None:
    mappings = client(deployed, "lambda").list_event_source_mappings()["EventSourceMappings"]
    fed = {row["EventSourceArn"].rsplit(":", 1)[1]: row for row in mappings if ":sqs:" in row["EventSourceArn"]}
    assert set(fed) == {"cau-noi-local-inbound.fifo", "cau-noi-local-outbox"}
    assert all(row["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for row in fed.values())
    assert all(row["State"] == "Enabled" for row in fed.values())


def test_changes_of_petitions_and_dossiers_are_read_from_the_tables_stream(deployed: Deployed) -> None:
    mappings = client(deployed, "lambda").list_event_source_mappings()["EventSourceMappings"]
    (stream,) = (row for row in mappings if ":dynamodb:" in row["EventSourceArn"])
    assert stream["State"] == "Enabled"
    assert "NoteChanges" in stream["FunctionArn"]


def test_the_clock_ticks_for_every_schedule_of_the_application(deployed: Deployed) -> None:
    rules = client(deployed, "events").list_rules()["Rules"]
    assert {row["State"] for row in rules} == {"ENABLED"}
    every = sorted(row["ScheduleExpression"] for row in rules)
    schedules = r"@app\.schedule\(Rate\((\d+), unit=Rate\.(MINUTE|HOUR)S\)\)"
    asked = re.findall(schedules, APP.read_text("utf-8"))
    assert len(asked) >= 9
    assert every == sorted(f"rate({n} {unit.lower()}{'s' if n != '1' else ''})" for n, unit in asked)


@pytest.mark.parametrize("table", ["PetitionsTable", "PeopleTable"])
def test_rows_expire(deployed: Deployed, table: str) -> None:
    told = client(deployed, "dynamodb").describe_time_to_live(TableName=deployed.outputs[table])
    assert told["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_secrets_are_sealed_and_named_after_the_stage(deployed: Deployed) -> None:
    found = client(deployed, "ssm").get_parameters_by_path(Path="/cau-noi/local", Recursive=True)["Parameters"]
    assert {row["Type"] for row in found} == {"SecureString"}
    assert {row["Name"].removeprefix("/cau-noi/local") for row in found} <= set(deployed.secrets)


def test_deploying_again_changes_nothing(deployed: Deployed) -> None:
    said: list[str] = []
    place = deployed.place
    again = deploy(target(place, said.append), place.build, cloud.parameters(place))
    assert again == deployed.outputs
    assert said == []
