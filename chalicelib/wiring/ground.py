"""What every room stands on: the clock, ids, secrets, provinces, tickets and what is owed."""

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from chalicelib import staged
from chalicelib.settings import settings
from chalicelib.ssm import Secrets

if TYPE_CHECKING:
    from chalicelib.account.fresh import FreshTokens
    from chalicelib.notice.dynamo import DynamoTraces
    from chalicelib.notice.sqs import SqsNudge
    from chalicelib.province.registry import Registry
    from chalicelib.ticket.dynamo import DynamoTickets
    from chalicelib.ticket.dynamo_outbox import DynamoOutbox


def utc_now() -> datetime:
    """Now, in whole milliseconds: what is decided on is what will be read back. Of the province that is played."""
    return world_now() + staged.ahead()


def world_now() -> datetime:
    """`utc_now`, wherever we are: for what no province may put forward, and what processes remember for all of them."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_id() -> str:
    return uuid4().hex


def stage() -> str:
    return settings().stage


def public_url() -> str:
    return settings().public_url


@cache
def secrets() -> Secrets:
    return Secrets(settings().secrets_path, world_now)


def alias_secret() -> bytes:
    return bytes.fromhex(secrets().get("alias_key")["key"])


def pin(tenant: str, code: str) -> str:
    from chalicelib.ticket import code as codes

    return codes.pin(alias_secret(), tenant, code)


@cache
def provinces() -> "Registry":
    from chalicelib.province.dynamo import DynamoVersions
    from chalicelib.province.registry import Registry

    return Registry(DynamoVersions(settings().petitions_table), world_now)


@cache
def tickets() -> "DynamoTickets":
    from chalicelib.ticket.dynamo import DynamoTickets

    return DynamoTickets(settings().petitions_table)


@cache
def outbox() -> "DynamoOutbox":
    from chalicelib.ticket.dynamo_outbox import DynamoOutbox

    return DynamoOutbox(settings().petitions_table)


@cache
def nudge() -> "SqsNudge":
    from chalicelib.notice.sqs import SqsNudge

    return SqsNudge(settings().outbox_queue_url)


def bucket() -> Any:
    from chalicelib.intake.s3 import S3Bucket

    return S3Bucket(settings().media_bucket)


@cache
def traces() -> "DynamoTraces":
    from chalicelib.notice.dynamo import DynamoTraces

    return DynamoTraces(settings().petitions_table)


@cache
def standings() -> "FreshTokens":
    from chalicelib.account.dynamo import DynamoStandings
    from chalicelib.account.fresh import FreshTokens

    return FreshTokens(DynamoStandings(settings().petitions_table), secrets())


def vault() -> Any:
    from chalicelib.identity.dynamo import DynamoVault

    return DynamoVault(settings().people_table)
