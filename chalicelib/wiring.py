"""The one place that knows everyone: clock, ids, tables and services → one front object a room, made at first need."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from chalicelib.settings import settings
from chalicelib.ssm import Secrets

if TYPE_CHECKING:
    from chalicelib.admin.admin import Admin
    from chalicelib.admin.dynamo import DynamoChores
    from chalicelib.admin.keeping import KeepUp
    from chalicelib.admin.trial import Trials
    from chalicelib.desk.desk import Desk
    from chalicelib.desk.tokens import Tokens
    from chalicelib.escalation.sweep import Sweep
    from chalicelib.intake.door import Door
    from chalicelib.intake.form import Form
    from chalicelib.intake.inbox import Inbox
    from chalicelib.intake.media import Media
    from chalicelib.intake.reader import Reader
    from chalicelib.intake.sqs import SqsParking
    from chalicelib.intake.tracking import Tracking
    from chalicelib.notice.courier import Courier
    from chalicelib.notice.sqs import SqsNudge
    from chalicelib.province.registry import Registry
    from chalicelib.ticket.dynamo import DynamoTickets
    from chalicelib.ticket.dynamo_outbox import DynamoOutbox

TRIAL_PATIENCE = timedelta(seconds=12)  # for reading petitions, of the 20 the API's function may run

# Imports stand inside the builders: the webhook path must not pay for DynamoDB, schemas or cryptography.


def utc_now() -> datetime:
    """Now, in whole milliseconds: what is decided on is what will be read back."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_id() -> str:
    return uuid4().hex


def stage() -> str:
    return settings().stage


@cache
def secrets() -> Secrets:
    return Secrets(settings().secrets_path, utc_now)


def alias_secret() -> bytes:
    return bytes.fromhex(secrets().get("alias_key")["key"])


def pin(tenant: str, code: str) -> str:
    from chalicelib.ticket import code as codes

    return codes.pin(alias_secret(), tenant, code)


@cache
def door() -> "Door":
    from chalicelib.intake.door import Door
    from chalicelib.intake.sqs import SqsQueue

    return Door(secrets().get, SqsQueue(settings().inbound_queue_url))


@cache
def provinces() -> "Registry":
    from chalicelib.province.dynamo import DynamoVersions
    from chalicelib.province.registry import Registry

    return Registry(DynamoVersions(settings().petitions_table), utc_now)


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


@cache
def parking() -> "SqsParking":
    from chalicelib.intake.sqs import SqsParking

    return SqsParking(settings().parked_queue_url)


@cache
def media() -> "Media":
    from chalicelib.http_client import fetch
    from chalicelib.intake.media import Media
    from chalicelib.intake.s3 import S3Bucket
    from chalicelib.ticket.dynamo_outbox import DynamoErrands

    hosts = tuple(settings().media_hosts.split(","))

    def from_platform(url: str, limit: int) -> tuple[bytes, str]:
        return fetch(url, hosts, limit)

    errands = DynamoErrands(settings().petitions_table)
    return Media(from_platform, S3Bucket(settings().media_bucket), errands, provinces(), utc_now)


def _vault() -> Any:
    from chalicelib.identity.dynamo import DynamoVault

    return DynamoVault(settings().people_table)


@cache
def inbox() -> "Inbox":
    from chalicelib.intake.inbox import Inbox
    from chalicelib.triage.evidence import missing
    from chalicelib.triage.rules import triage

    return Inbox(tickets(), _vault(), media(), triage, missing, alias_secret, nudge(), utc_now)


@cache
def form() -> "Form":
    from chalicelib.intake.form import Form

    return Form(inbox(), utc_now)


@cache
def reader() -> "Reader":
    from chalicelib.intake.dynamo import DynamoRawShelf
    from chalicelib.intake.reader import Reader

    raw = DynamoRawShelf(settings().petitions_table)
    return Reader(provinces(), secrets().get, inbox(), courier().record_receipt, raw, utc_now)


@cache
def desk() -> "Desk":
    from chalicelib.desk.desk import Desk

    return Desk(tickets(), outbox(), provinces(), nudge(), utc_now)


@cache
def tracking() -> "Tracking":
    from chalicelib.intake.tracking import Tracking
    from chalicelib.triage.rules import triage

    return Tracking(tickets(), provinces(), triage, pin, nudge(), utc_now)


@cache
def sweep() -> "Sweep":
    from chalicelib.escalation.sweep import Sweep

    return Sweep(tickets(), provinces(), nudge(), utc_now)


def _chores() -> "DynamoChores":
    from chalicelib.admin.dynamo import DynamoChores

    return DynamoChores(settings().petitions_table)


@cache
def admin() -> "Admin":
    from chalicelib.admin.admin import Admin

    return Admin(provinces(), _chores(), utc_now)


@cache
def trials(patience: timedelta | None = TRIAL_PATIENCE) -> "Trials":
    from chalicelib.admin.trial import Trials

    return Trials(admin(), tickets(), utc_now, patience)


@cache
def keep_up() -> "KeepUp":
    from chalicelib.admin.keeping import KeepUp

    return KeepUp(tickets(), provinces(), _chores(), utc_now)


@cache
def courier() -> "Courier":
    from chalicelib.notice.courier import Carrier, Courier
    from chalicelib.notice.facebook_api import FacebookApi
    from chalicelib.notice.lanes import Way
    from chalicelib.notice.ses import Ses
    from chalicelib.notice.sns import Post, Sns
    from chalicelib.notice.zalo_api import ZaloApi

    facebook = FacebookApi(settings().graph_url, secrets().get)
    ses, sns = Ses(settings().mail_from), Sns(settings().alerts_topic_arn)
    carriers: dict[Way, Carrier] = {
        Way.MESSENGER: facebook,
        Way.HUMAN_AGENT: facebook,
        Way.PRIVATE_REPLY: facebook,
        Way.COMMENT: facebook,
        Way.ZALO: ZaloApi(settings().zalo_url, secrets().get),
        Way.EMAIL: ses,
        Way.SMS: sns,
    }
    return Courier(
        outbox(), tickets(), _vault(), provinces(), carriers, Post(ses, sns), pin,
        settings().public_url, random.random, utc_now,
    )  # fmt: skip


@cache
def tokens() -> "Tokens":
    from chalicelib.desk.tokens import Tokens, published_keys

    return Tokens(settings().oidc_issuer, settings().oidc_audience, published_keys(settings().oidc_jwks_url))
