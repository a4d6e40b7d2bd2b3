"""In from people: the doors of the platforms, the form, words and files."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.access import guesses, limits
from chalicelib.wiring.dossiers import following
from chalicelib.wiring.ground import (
    alias_secret,
    bucket,
    new_id,
    nudge,
    pin,
    provinces,
    secrets,
    tickets,
    traces,
    utc_now,
    vault,
)
from chalicelib.wiring.net import in_its_time
from chalicelib.wiring.notice import courier
from chalicelib.wiring.opinion import listening
from chalicelib.wiring.people import rights, watch

if TYPE_CHECKING:
    from chalicelib.intake.calls import Calls
    from chalicelib.intake.cases import Cases
    from chalicelib.intake.door import Door
    from chalicelib.intake.form import Form
    from chalicelib.intake.inbox import Inbox
    from chalicelib.intake.media import Media
    from chalicelib.intake.messages import Messages
    from chalicelib.intake.photos import Photos
    from chalicelib.intake.reader import Reader
    from chalicelib.intake.sqs import SqsParking
    from chalicelib.intake.staff_files import StaffFiles
    from chalicelib.intake.tracking import Tracking
    from chalicelib.intake.uploads import Uploads
    from chalicelib.province.province import Province
    from chalicelib.ticket.ticket import Actor


@cache
def door() -> "Door":
    from chalicelib.intake.door import Door
    from chalicelib.intake.sqs import SqsQueue

    return Door(secrets().get, SqsQueue(settings().inbound_queue_url))


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
    return Media(brought, bucket(), errands, provinces(), utc_now)


@cache
def inbox() -> "Inbox":
    from chalicelib.intake.dossiers import DossierTalk
    from chalicelib.intake.inbox import Inbox
    from chalicelib.notice.traces import code_cited
    from chalicelib.triage.evidence import missing
    from chalicelib.triage.rules import triage

    return Inbox(
        tickets(), vault(), media(), triage, missing, alias_secret, pin, lambda heard: code_cited(traces(), heard),
        nudge(), utc_now, DossierTalk(following()),
        guesses=guesses(),
    )  # fmt: skip


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
def photos() -> "Photos":
    from chalicelib.intake.photos import Photos

    return Photos(uploads(), messages(), alias_secret, settings().public_url)


@cache
def form() -> "Form":
    from chalicelib.intake.form import Form

    return Form(inbox(), utc_now, uploads().claimed, _paced)


def _paced(province: "Province", officer: "Actor", people: int) -> None:
    """Each of them is sent a message that may cost money: as many a minute as an address may create, or one case."""
    from chalicelib.ticket.members import MOST

    limits().take(f"{province.slug}#told#{officer.id}", max(province.api.create, MOST), people)


@cache
def calls() -> "Calls":
    from chalicelib.intake.calls import Calls

    return Calls(form())


@cache
def cases() -> "Cases":
    from chalicelib.intake.cases import Cases

    return Cases(form(), vault())


@cache
def reader() -> "Reader":
    from chalicelib.intake.dynamo import DynamoRawShelf
    from chalicelib.intake.reader import Reader

    raw = DynamoRawShelf(settings().petitions_table)
    return Reader(
        provinces(), secrets().get, inbox(), courier().record_receipt, rights().forget, watch().news, watch().alive,
        raw, utc_now, lambda province, heard, petition: listening().heard(province, heard, petition=petition),
        lambda province: in_its_time(province.slug),
    )  # fmt: skip


@cache
def staff_files() -> "StaffFiles":
    from chalicelib.intake.staff_files import StaffFiles

    return StaffFiles(uploads(), media())


@cache
def tracking() -> "Tracking":
    from chalicelib.intake.tracking import Tracking
    from chalicelib.triage.rules import triage

    return Tracking(tickets(), provinces(), triage, pin, nudge(), utc_now, alias_secret)
