"""League tables: run by staff, contested by units, computed by the clock, read by all."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.ground import bucket, new_id, provinces, utc_now
from chalicelib.wiring.reports import timeline
from chalicelib.wiring.surveys import answering

if TYPE_CHECKING:
    from chalicelib.league.computing import Computing
    from chalicelib.league.contesting import Contesting
    from chalicelib.league.drafts import Drafts
    from chalicelib.league.entering import Entering
    from chalicelib.league.public import PublicTables
    from chalicelib.league.running import Running

LONGEST = 64 * 1024 * 1024  # bytes of a file: some 300,000 cases
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl"}


def _type(key: str) -> str:
    return _TYPES[key.rsplit(".", 1)[1]]


@dataclass(frozen=True)
class _Files:
    """`Files` of the league, in the bucket of media."""

    def put(self, key: str, data: bytes) -> None:
        bucket().put(key, data, _type(key))

    def read(self, key: str) -> bytes:
        from chalicelib.intake.s3_uploads import S3Uploads

        return S3Uploads(settings().media_bucket).read(key, LONGEST)

    def link(self, key: str, name: str) -> str:
        return str(bucket().link(key, _type(key), name))


def _leagues() -> Any:
    from chalicelib.league.dynamo import DynamoLeagues

    return DynamoLeagues(settings().petitions_table)


def _entering() -> "Entering":
    from chalicelib.league.entering import Entering

    return Entering(_leagues(), provinces())


def _drafts() -> "Drafts":
    from chalicelib.league.drafts import Drafts

    return Drafts(_leagues(), _Files())


@cache
def tables() -> "Running":
    from chalicelib.league.running import Running

    return Running(_entering(), _drafts(), lambda *which: answering().results(*which), new_id, utc_now)


@cache
def contesting() -> "Contesting":
    from chalicelib.league.contesting import Contesting

    return Contesting(_entering(), _drafts(), new_id, utc_now)


@cache
def public_tables() -> "PublicTables":
    from chalicelib.league.public import PublicTables

    return PublicTables(_leagues(), _Files(), provinces())


@cache
def computing() -> "Computing":
    from chalicelib.league.computing import Computing

    return Computing(_leagues(), _Files(), timeline(), provinces(), utc_now)
