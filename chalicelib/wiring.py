"""The one place that knows everyone: clock, ids, tables and services → one front object a room, made at first need."""

import hmac
import random
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from chalicelib.settings import settings
from chalicelib.ssm import Secrets

if TYPE_CHECKING:
    from chalicelib.access.entrance import Entrance
    from chalicelib.access.keys import Keys
    from chalicelib.account.accounts import Accounts as AccountsOverview
    from chalicelib.account.fresh import FreshTokens
    from chalicelib.account.watch import Watch
    from chalicelib.admin.admin import Admin
    from chalicelib.admin.dynamo import DynamoChores
    from chalicelib.admin.keeping import KeepUp
    from chalicelib.admin.trial import Trials
    from chalicelib.audit.audit import Audit
    from chalicelib.desk.bulk import Bulk
    from chalicelib.desk.desk import Desk
    from chalicelib.desk.exports import Exports
    from chalicelib.desk.tokens import Tokens
    from chalicelib.desk.worklists import Worklists
    from chalicelib.directory.directory import Directory
    from chalicelib.dossier.dossiers import Dossiers
    from chalicelib.escalation.sweep import Sweep
    from chalicelib.hooks.delivering import Deliverer
    from chalicelib.hooks.listening import Listener
    from chalicelib.hooks.subscriptions import Subscriptions
    from chalicelib.intake.door import Door
    from chalicelib.intake.form import Form
    from chalicelib.intake.inbox import Inbox
    from chalicelib.intake.media import Media
    from chalicelib.intake.messages import Messages
    from chalicelib.intake.reader import Reader
    from chalicelib.intake.sqs import SqsParking
    from chalicelib.intake.staff_files import StaffFiles
    from chalicelib.intake.tracking import Tracking
    from chalicelib.intake.uploads import Uploads
    from chalicelib.limits.guesses import Guesses
    from chalicelib.limits.limits import Limits
    from chalicelib.notice.courier import Courier
    from chalicelib.notice.dynamo import DynamoTraces
    from chalicelib.notice.mailroom import Mailroom
    from chalicelib.notice.sqs import SqsNudge
    from chalicelib.once.once import Once
    from chalicelib.open311.endpoint import Endpoint
    from chalicelib.opendata.opendata import OpenData
    from chalicelib.province.province import Account, Province
    from chalicelib.province.registry import Registry
    from chalicelib.publish.figures import Figures
    from chalicelib.publish.library import Library
    from chalicelib.rights.retention import Retention
    from chalicelib.rights.rights import Rights
    from chalicelib.ticket.dynamo import DynamoTickets
    from chalicelib.ticket.dynamo_outbox import DynamoOutbox
    from chalicelib.ticket.owed import Notice
    from chalicelib.ticket.ticket import Actor

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


def public_url() -> str:
    return settings().public_url


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
    from chalicelib.intake.uploads import fetched, is_upload
    from chalicelib.ticket.dynamo_outbox import DynamoErrands

    hosts = tuple(settings().media_hosts.split(","))

    def brought(url: str, limit: int) -> tuple[bytes, str]:
        return fetched(_upload_room(), url, limit) if is_upload(url) else fetch(url, hosts, limit)

    errands = DynamoErrands(settings().petitions_table)
    return Media(brought, _bucket(), errands, provinces(), utc_now)


def _bucket() -> Any:
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


def _vault() -> Any:
    from chalicelib.identity.dynamo import DynamoVault

    return DynamoVault(settings().people_table)


@cache
def inbox() -> "Inbox":
    from chalicelib.intake.inbox import Inbox
    from chalicelib.notice.traces import code_cited
    from chalicelib.triage.evidence import missing
    from chalicelib.triage.rules import triage

    return Inbox(
        tickets(), _vault(), media(), triage, missing, alias_secret, pin, lambda heard: code_cited(traces(), heard),
        nudge(), utc_now,
    )  # fmt: skip


@cache
def published() -> "Library":
    from chalicelib.publish.dynamo import DynamoPublished
    from chalicelib.publish.library import Library

    return Library(DynamoPublished(settings().petitions_table), provinces(), _bucket().link)


@cache
def figures() -> "Figures":
    from chalicelib.publish.dynamo import DynamoPublished
    from chalicelib.publish.figures import Figures

    return Figures(DynamoPublished(settings().petitions_table), provinces(), utc_now)


def _upload_room() -> Any:
    from chalicelib.intake.s3_uploads import S3Uploads

    return S3Uploads(settings().media_bucket)


@cache
def uploads() -> "Uploads":
    from chalicelib.intake.uploads import Uploads

    return Uploads(_upload_room(), provinces(), utc_now, new_id)


@cache
def messages() -> "Messages":
    from chalicelib.intake.messages import Messages

    return Messages(tracking(), media(), uploads())


@cache
def form() -> "Form":
    from chalicelib.intake.form import Form

    return Form(inbox(), utc_now, uploads().claimed)


@cache
def limits() -> "Limits":
    from chalicelib.limits.dynamo import DynamoCounters
    from chalicelib.limits.limits import Limits

    return Limits(DynamoCounters(settings().petitions_table), utc_now)


@cache
def guesses() -> "Guesses":
    from chalicelib.limits.dynamo import DynamoTries
    from chalicelib.limits.guesses import Guesses

    return Guesses(DynamoTries(settings().petitions_table), utc_now)


@cache
def once() -> "Once":
    from chalicelib.once.dynamo import DynamoRecords
    from chalicelib.once.once import Once
    from chalicelib.once.seal import AesSeal

    return Once(DynamoRecords(settings().petitions_table), AesSeal(alias_secret, new_id), utc_now)


def address_mark(address: str) -> str:
    """A network address as nobody can read it back."""
    return hmac.new(alias_secret(), b"address#" + address.encode(), "sha256").hexdigest()[:20]


@cache
def open311() -> "Endpoint":
    from chalicelib.open311.endpoint import Endpoint
    from chalicelib.open311.front import Open311

    public_url = settings().public_url

    def caller(key: str) -> "Actor":
        actor = keys().actor(key)
        keys().used(actor)
        return actor

    def changed_at(slug: str) -> datetime | None:
        versions = provinces().versions.history(slug)
        return max((activation.at for version in versions for activation in version.activations), default=None)

    return Endpoint(Open311(
        provinces=provinces(), form=form(), published=published(), caller=caller, changed_at=changed_at, pin=pin,
        media_link=lambda slug, code, place: f"{public_url}/v1/{slug}/published/{code}/media/{place}",
        public_url=public_url, live=stage() == "prod", now=utc_now,
    ))  # fmt: skip


@cache
def reader() -> "Reader":
    from chalicelib.intake.dynamo import DynamoRawShelf
    from chalicelib.intake.reader import Reader

    raw = DynamoRawShelf(settings().petitions_table)
    return Reader(
        provinces(), secrets().get, inbox(), courier().record_receipt, rights().forget, watch().news, watch().alive,
        raw, utc_now,
    )  # fmt: skip


@cache
def desk() -> "Desk":
    from chalicelib.desk.desk import Desk

    return Desk(
        tickets(), outbox(), _vault(), _bucket().link, provinces(), nudge(), utc_now, audit().note,
        staff_files().brought,
    )  # fmt: skip


@cache
def staff_files() -> "StaffFiles":
    from chalicelib.intake.staff_files import StaffFiles

    return StaffFiles(uploads(), media())


def _piles() -> Any:
    from chalicelib.desk.dynamo import DynamoPiles

    return DynamoPiles(settings().petitions_table)


@cache
def worklists() -> "Worklists":
    from chalicelib.desk.worklists import Worklists

    return Worklists(_piles(), provinces(), utc_now)


@cache
def bulk() -> "Bulk":
    from chalicelib.desk.bulk import Bulk

    return Bulk(desk(), utc_now)


@cache
def exports() -> "Exports":
    from chalicelib.desk.exports import Exports

    return Exports(_piles(), provinces(), utc_now)


@cache
def audit() -> "Audit":
    from chalicelib.audit.audit import Audit
    from chalicelib.audit.dynamo import DynamoRecords

    return Audit(DynamoRecords(settings().petitions_table), new_id, utc_now)


@cache
def tracking() -> "Tracking":
    from chalicelib.intake.tracking import Tracking
    from chalicelib.triage.rules import triage

    return Tracking(tickets(), provinces(), triage, pin, nudge(), utc_now, alias_secret)


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
def directory() -> "Directory":
    from chalicelib.directory.directory import Directory

    return Directory(admin(), provinces(), utc_now)


@cache
def dossiers() -> "Dossiers":
    from chalicelib.dossier.dossiers import Dossiers
    from chalicelib.dossier.dynamo import DynamoCabinet

    return Dossiers(DynamoCabinet(settings().petitions_table), provinces(), alias_secret, utc_now)


@cache
def open_data() -> "OpenData":
    from chalicelib.opendata.opendata import OpenData

    return OpenData(published(), provinces(), utc_now)


@cache
def trials(patience: timedelta | None = TRIAL_PATIENCE) -> "Trials":
    from chalicelib.admin.trial import Trials

    return Trials(admin(), tickets(), utc_now, patience)


@cache
def keep_up() -> "KeepUp":
    from chalicelib.admin.keeping import KeepUp

    return KeepUp(tickets(), provinces(), _chores(), utc_now)


@cache
def watch() -> "Watch":
    from chalicelib.account.dynamo_journal import DynamoJournals
    from chalicelib.account.facebook_admin import FacebookAdmin
    from chalicelib.account.tokens import Tokens as AccountTokens
    from chalicelib.account.watch import Watch
    from chalicelib.account.zalo_oauth import ZaloOauth

    safe, journals = secrets(), DynamoJournals(settings().petitions_table)
    oauth, pages = ZaloOauth(settings().zalo_oauth_url), FacebookAdmin(settings().graph_url, safe)
    renewing = AccountTokens(safe, oauth, standings(), journals, new_id, utc_now)
    return Watch(provinces(), standings(), renewing, pages, safe, _tell_keepers, utc_now)


@cache
def accounts() -> "AccountsOverview":
    from chalicelib.account.accounts import Accounts as AccountsOverview

    return AccountsOverview(provinces(), standings(), utc_now)


def _tell_keepers(province: "Province", account: "Account", why: str) -> None:
    from chalicelib.notice.accounts import Accounts

    Accounts(standings(), tickets()).tell(province, account.channel, account.id, why, utc_now())


@cache
def rights() -> "Rights":
    from chalicelib.rights.dynamo import DynamoErasures
    from chalicelib.rights.rights import Rights

    erasures = DynamoErasures(settings().petitions_table)
    return Rights(tickets(), outbox(), _vault(), erasures, _bucket(), provinces(), utc_now, at_once=0)


@cache
def retention() -> "Retention":
    from chalicelib.rights.retention import Retention

    return Retention(rights())


@cache
def mailroom() -> "Mailroom":
    from chalicelib.notice.mailroom import Mailroom

    return Mailroom(outbox(), tickets(), _vault(), traces(), utc_now)


@cache
def courier() -> "Courier":
    from chalicelib.identity.vault import alias_of
    from chalicelib.notice.citizen_post import Carrier
    from chalicelib.notice.courier import Courier
    from chalicelib.notice.facebook_api import FacebookApi
    from chalicelib.notice.lanes import Way
    from chalicelib.notice.pace import Pace
    from chalicelib.notice.ses import Ses
    from chalicelib.notice.sns import Post, Sns
    from chalicelib.notice.sqs import SqsBacklog
    from chalicelib.notice.token import Vouchers
    from chalicelib.notice.zalo_api import ZaloApi

    vouchers = Vouchers(secrets().get, secrets().forget)
    facebook = FacebookApi(settings().graph_url, vouchers)
    zalo = ZaloApi(settings().zalo_url, settings().zalo_business_url, vouchers)
    ses = Ses(settings().mail_from, settings().mail_configuration)
    sns = Sns(settings().alerts_topic_arn, settings().sms_sender)
    carriers: dict[Way, Carrier] = {
        **dict.fromkeys((Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY, Way.PRIVATE_REPLY, Way.COMMENT), facebook),
        **dict.fromkeys((Way.ZALO, Way.ZALO_QUOTA, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE), zalo),
        Way.EMAIL: ses,
        Way.SMS: sns,
    }
    return Courier(
        outbox(), tickets(), _vault(), provinces(), carriers, Post(ses, sns), traces(), standings(),
        lambda *whom: alias_of(alias_secret(), *whom), pin, settings().public_url, random.random,
        Pace(time.monotonic, time.sleep), nudge().later, SqsBacklog(settings().inbound_queue_url, utc_now),
        _rating_link, utc_now,
    )  # fmt: skip


def _rating_link(province: "Province", notice: "Notice") -> str:
    from chalicelib.ticket.rating_link import rating_token, rating_until

    expires_at = rating_until(province, notice.since)
    token = rating_token(alias_secret(), province.slug, notice.code, notice.event, expires_at)
    return f"{settings().public_url}/v1/{province.slug}/ratings/{token}"


def _hooks() -> Any:
    from chalicelib.hooks.dynamo import DynamoHooks

    return DynamoHooks(settings().petitions_table)


def _poster() -> Any:
    from chalicelib.hooks.posting import Poster
    from chalicelib.hooks.wire import HttpsWire

    return Poster(HttpsWire(), alias_secret, utc_now)


@cache
def listener() -> "Listener":
    from chalicelib.hooks.listening import Listener

    return Listener(_hooks(), utc_now)


@cache
def deliverer() -> "Deliverer":
    from chalicelib.hooks.delivering import Deliverer

    return Deliverer(_hooks(), provinces(), _poster(), keys().holds, utc_now)


@cache
def subscriptions() -> "Subscriptions":
    from chalicelib.hooks.subscriptions import Subscriptions

    return Subscriptions(_hooks(), provinces(), _poster(), alias_secret, new_id, utc_now)


@cache
def keys() -> "Keys":
    from secrets import token_hex

    from chalicelib.access.dynamo import DynamoKeys
    from chalicelib.access.keys import Keys

    return Keys(DynamoKeys(settings().petitions_table), token_hex, utc_now)


@cache
def entrance() -> "Entrance":
    from chalicelib.access.entrance import Entrance

    return Entrance(lambda key: keys().actor(key), lambda header: tokens().actor(header))


@cache
def tokens() -> "Tokens":
    from chalicelib.desk.tokens import Tokens, published_keys

    return Tokens(settings().oidc_issuer, settings().oidc_audience, published_keys(settings().oidc_jwks_url))
