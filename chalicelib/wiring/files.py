"""Public files in the bucket of media: pages of the ledger, league tables."""

from dataclasses import dataclass

from chalicelib.settings import settings
from chalicelib.wiring.ground import bucket

LONGEST = 64 * 1024 * 1024  # bytes of a file: some 300,000 events or cases
_TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl",
    "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass(frozen=True)
class PublicFiles:
    """`Files` of the ledger and of the league; the ending of a key says what it is."""

    def put(self, key: str, data: bytes) -> None:
        bucket().put(key, data, _type(key))

    def read(self, key: str) -> bytes:
        from chalicelib.intake.s3_uploads import S3Uploads

        return S3Uploads(settings().media_bucket).read(key, LONGEST)

    def link(self, key: str, name: str) -> str:
        return str(bucket().link(key, _type(key), name))


def _type(key: str) -> str:
    return _TYPES[key.rsplit(".", 1)[1]]
