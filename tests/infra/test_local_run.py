"""The launcher: it finds its own processes, ends them, and leaves nothing behind but the state."""

import os
import socket
import time
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from infra.local import cloud, processes
from infra.local.cloud import CannotStart
from infra.local.launch import launch, write
from infra.local.place import HOST, Place, free_port
from infra.local.stop import reset, running, stop
from infra.package import ROOT


@pytest.fixture
def place(tmp_path: Path) -> Place:
    build, provinces = ROOT / "build", ROOT / "infra" / "provinces"
    return Place(home=tmp_path, build=build, cloud_port=free_port(), platforms_port=free_port(), provinces=provinces)


def start(place: Place) -> int:
    return cloud.start(place, cloud.prepare_venv(), lambda pid: write(place.run / "pids.json", {"cloud": pid}))


def tables(place: Place) -> list[str]:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "ap-southeast-1"}
    dynamodb = boto3.client("dynamodb", endpoint_url=place.cloud_url, **keys)
    if "one" not in (before := dynamodb.list_tables()["TableNames"]):
        key = [{"AttributeName": "pk", "KeyType": "HASH"}]
        kind = [{"AttributeName": "pk", "AttributeType": "S"}]
        dynamodb.create_table(TableName="one", KeySchema=key, AttributeDefinitions=kind, BillingMode="PAY_PER_REQUEST")
    return list(before)


def test_state_outlives_a_stop_and_nothing_else_does(place: Place) -> None:
    try:
        start(place)
        assert tables(place) == []
        assert stop(place) == [], "it ended by itself"
        assert not processes.containing(str(place.home))
        assert not place.scratch.exists()
        start(place)
        assert tables(place) == ["one"]
    finally:
        stop(place)
    reset(place)
    assert not [path for path in place.home.rglob("*") if path.is_file()]


def test_queues_come_along_to_another_port(place: Place) -> None:
    def queues(of: Place) -> list[str]:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "ap-southeast-1"}
        sqs = boto3.client("sqs", endpoint_url=of.cloud_url, **keys)
        found = sqs.list_queues().get("QueueUrls", [])
        return found or [sqs.create_queue(QueueName="one")["QueueUrl"]]

    moved = replace(place, cloud_port=free_port())
    try:
        start(place)
        (before,) = queues(place)
        stop(place)
        start(moved)
        assert queues(moved) == [before.replace(str(place.cloud_port), str(moved.cloud_port))]
    finally:
        stop(moved)


def test_a_port_in_use_is_told_in_one_sentence(place: Place) -> None:
    with socket.create_server((HOST, place.platforms_port)), pytest.raises(CannotStart) as told:
        launch(place, lambda words: None)
    assert str(told.value).startswith(f"Port {place.platforms_port} is in use")
    assert "CAU_NOI_PLATFORMS_PORT=" in str(told.value)


def test_a_process_that_took_over_an_old_id_is_left_alone(place: Place) -> None:
    place.run.mkdir(parents=True)
    write(place.run / "pids.json", {"cloud": os.getpid()})
    assert running(place) == {}
    stop(place)
    assert processes.alive(os.getpid())


def test_a_process_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);print('deaf', flush=True); time.sleep(60)"
    )
    log = tmp_path / "log"
    pid = processes.start(["python3", "-c", deaf], log, dict(os.environ), tmp_path)
    while "deaf" not in log.read_text("utf-8"):
        time.sleep(0.01)
    assert not processes.stop(pid, patience=0.2)
    assert not processes.alive(pid)
