"""Files in the bucket of media: pages of the ledger, league tables, papers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import staged
from chalicelib.settings import settings

if TYPE_CHECKING:
    from chalicelib.intake.s3 import S3Bucket

LONGEST = 64 * 1024 * 1024  # bytes of a file: some 300,000 events or cases
_TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl",
    "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass(frozen=True)
class FiledApart:
    """The bucket, in which a training province files in a place of its own: one prefix, emptied when it begins afresh.

    shown  as of `intake.s3`
    """

    shown: tuple[str, ...] | None = None

    def put(self, key: str, data: bytes, media_type: str) -> None:
        _bucket(self.shown).put(placed(key), data, media_type)

    def link(self, key: str, media_type: str, name: str) -> str:
        return str(_bucket(self.shown).link(placed(key), media_type, name))


@dataclass(frozen=True)
class PublicFiles:
    """`Files` of the ledger and of the league; the ending of a key says what it is."""

    def put(self, key: str, data: bytes) -> None:
        FiledApart().put(key, data, _type(key))

    def read(self, key: str) -> bytes:
        from chalicelib.intake.s3_uploads import S3Uploads

        return S3Uploads(settings().media_bucket).read(placed(key), LONGEST)

    def link(self, key: str, name: str) -> str:
        return FiledApart().link(key, _type(key), name)


def placed(key: str) -> str:
    """Where the file of that key lies for whoever asks: in the world, or in the training province that is played."""
    from chalicelib.training.footprint import files_of

    return f"{files_of(staged.tenant())}{key}" if staged.tenant() else key


def _bucket(shown: tuple[str, ...] | None) -> "S3Bucket":
    from chalicelib.intake.s3 import S3Bucket

    return S3Bucket(settings().media_bucket, *((shown,) if shown else ()))


def _type(key: str) -> str:
    return _TYPES[key.rsplit(".", 1)[1]]
