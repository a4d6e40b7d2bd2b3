"""What is measured on: a local cloud of its own, fresh tables, and the product wired to them as deployed."""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import yaml

from infra.bench.meter import Meter
from infra.bench.sizes import Index, indexes_of
from infra.local import cloud, processes, seed
from infra.local.place import Place, free_port
from infra.local.platforms.outside import Outside
from infra.local.replay_rows import Writer
from infra.package import ROOT

TEMPLATE = ROOT / "infra" / "resources.yaml"
_numbers = count(1)


class _Template(yaml.SafeLoader):
    """CloudFormation with its short forms; what they stand for does not matter to a table."""


_Template.add_multi_constructor("!", lambda *_: None)


def table_properties() -> dict[str, dict[str, Any]]:
    """PetitionsTable and PeopleTable as the production template defines them."""
    resources = yaml.load(TEMPLATE.read_text("utf-8"), _Template)["Resources"]  # noqa: S506 a SafeLoader
    return {name: resources[name]["Properties"] for name in ("PetitionsTable", "PeopleTable")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    petitions: str
    people: str
    indexes: Mapping[str, tuple[Index, ...]]


def fresh_tables() -> Tables:
    """New tables with the keys and indexes of production."""
    client, number, made = boto3.client("dynamodb"), next(_numbers), {}
    for logical, properties in table_properties().items():
        asked = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
        made[logical] = f"bench-{logical.lower()}-{number}"
        client.create_table(TableName=made[logical], **{key: properties[key] for key in asked if key in properties})
    petitions, people = made["PetitionsTable"], made["PeopleTable"]
    indexes = {made[name]: indexes_of(properties) for name, properties in table_properties().items()}
    return Tables(petitions=petitions, people=people, indexes=indexes)


def place(home: Path) -> Place:
    return Place(
        home=home,
        build=ROOT / "build",
        cloud_port=free_port(),
        platforms_port=free_port(),
        provinces=ROOT / "infra" / "provinces",
        check_policies=False,
    )


def writer(where: Place, at: float) -> Writer:
    """Writes signed webhooks of the first province that both platforms reach."""
    outside = Outside(where.run, where.secrets, where.provinces)
    for province in outside.provinces():
        found = Writer(outside, province["slug"], "bench", at)
        if found.accounts("facebook") and found.accounts("zalo"):
            return found
    raise SystemExit(f"no province of {where.provinces} has both a Facebook page and a Zalo OA")


def function_environment(tables: Tables | None = None, outbox: str = "http://127.0.0.1:9/outbox") -> dict[str, str]:
    """The variables of a deployed function, as the template's Globals name them."""
    return {
        "STAGE": "bench",
        "PETITIONS_TABLE": tables.petitions if tables else "petitions",
        "PEOPLE_TABLE": tables.people if tables else "people",
        "INBOUND_QUEUE_URL": "http://127.0.0.1:9/inbound.fifo",
        "PARKED_QUEUE_URL": "http://127.0.0.1:9/parked.fifo",
        "OUTBOX_QUEUE_URL": outbox,
        "MEDIA_BUCKET": "media",
        "MAIL_FROM": "bench@cau-noi.example",
        "MAIL_CONFIGURATION": "cau-noi-bench",
        "SMS_SENDER": "",
        "ALERTS_TOPIC_ARN": "arn:aws:sns:ap-southeast-1:000000000000:alerts",
        "SECRETS_PATH": "/cau-noi/bench",
        "GRAPH_URL": "http://127.0.0.1:9/facebook",
        "ZALO_URL": "http://127.0.0.1:9/zalo",
        "ZALO_BUSINESS_URL": "http://127.0.0.1:9/zalo-business",
        "ZALO_OAUTH_URL": "http://127.0.0.1:9/zalo-oauth",
        "OIDC_ISSUER": "http://127.0.0.1:9/issuer",
        "OIDC_AUDIENCE": "bench",
        "OIDC_JWKS_URL": "http://127.0.0.1:9/issuer/jwks.json",
        "MEDIA_HOSTS": "fbcdn.net",
        "PUBLIC_URL": "https://cau-noi.example",
    }


@contextlib.contextmanager
def running_cloud(python: Path | None) -> Iterator[Place]:
    """A local cloud on a free port; this process's clients find it. Its state is thrown away at the end.

    python  interpreter that has it; None for the one of the local run, installed when it is missing
    raises  CannotStart
    """
    python = python or cloud.prepare_venv()
    with tempfile.TemporaryDirectory(prefix="cau-noi-bench-") as home:
        where = place(Path(home))
        started: list[int] = []
        try:
            cloud.start(where, python, started.append)
            os.environ.update(where.environment())
            yield where
        finally:
            for pid in started:
                processes.stop(pid, patience=0.2)  # what it would save is thrown away


def wire(where: Place, tables: Tables) -> dict[str, Any]:
    """Point the product at `tables` and load the writer's province; returns its document."""
    from chalicelib import settings, wiring

    outbox = boto3.client("sqs").create_queue(QueueName="bench-outbox")["QueueUrl"]
    os.environ.update(function_environment(tables, outbox))
    for made_once in [settings.settings, *vars(wiring).values()]:
        if hasattr(made_once, "cache_clear"):
            made_once.cache_clear()
    seed.put_secrets(boto3.client("ssm"), "/cau-noi/bench", seed.secrets(where))
    chosen = writer(where, 0.0)
    document = next(p for p in chosen.outside.provinces() if p["slug"] == chosen.province)
    with quiet():
        wiring.provinces().put(document, "bench")
    return document


def wire_more(document: dict[str, Any], number: int) -> list[str]:
    """`number` more provinces like the one of `document`, whose accounts are others; the slugs of all."""
    from chalicelib import wiring

    slugs = [document["slug"]]
    for n in range(number):
        slugs.append(f"{document['slug']}-{'bcdefgh'[n]}")  # a slug has no digits
        accounts = [account | {"id": f"{account['id']}{n + 2}"} for account in document["accounts"]]
        with quiet():
            wiring.provinces().put(document | {"slug": slugs[-1], "accounts": accounts}, "bench")
    return slugs


def warm() -> None:
    """Make every front object and read provinces and owners of accounts: what follows finds them there."""
    from chalicelib import wiring

    for front in (wiring.reader, wiring.desk, wiring.sweep, wiring.courier):
        front()
    for province in wiring.provinces().all():
        for account in province.accounts:
            wiring.provinces().by_account(account.channel, account.id)


def meter(tables: Tables, *, weigh: bool) -> Meter:
    return Meter(boto3.client("dynamodb"), tables.indexes, weigh)


def clients() -> list[Any]:
    """The clients by which the product reaches its tables."""
    from chalicelib import aws
    from chalicelib.province.dynamo_rows import ProvinceRow
    from chalicelib.ticket.dynamo_rows import Row

    return [*(model._get_connection().connection.client for model in (Row, ProvinceRow)), aws.client("dynamodb")]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The product's log lines and metrics go nowhere meanwhile."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
