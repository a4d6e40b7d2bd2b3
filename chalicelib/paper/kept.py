"""A paper that was made and is kept: what it is about, its forms by their digests, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from chalicelib.paper.formats import Format

KEPT = timedelta(days=1827)  # five years, as offices keep their periodic reports
_DIGEST = 20  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """
    kind     what report: daily, weekly, monthly …: lower case, at most 20 letters
    period   which, as a key: 2026-11-22, 2026-W47, 2026-11; span  the same in words
    unit     whose; empty for the whole province
    digests  form → SHA-256 of its bytes
    figures  lines for the letters about it
    """

    tenant: str
    id: str
    kind: str
    period: str
    unit: str
    title: str
    span: str
    digests: Mapping[Format, str]
    made_at: datetime  # UTC, milliseconds
    expires_at: datetime
    figures: tuple[str, ...] = ()

    def key(self, form: Format) -> str:
        """Where its bytes lie. Two runs that made different bytes do not write over one another."""
        return f"papers/{self.tenant}/{self.id}-{self.digests[form][:12]}.{form}"

    def name(self, form: Format) -> str:
        """Of the file that is saved."""
        whose = f"-{self.unit}" if self.unit else ""
        return f"{self.kind}-{self.period}{whose}.{form}"


class Records(Protocol):
    def add(self, kept: Kept) -> bool:
        """False when there is a paper of that id: it stays as it is."""

    def find(self, tenant: str, paper_id: str) -> Kept | None: ...

    def newest(self, tenant: str, before: str, limit: int) -> list[Kept]:
        """At most `limit`, newest first.

        before  the `place` of a paper: those after it in that order; empty for all
        """


class Files(Protocol):
    """All raise  TryAgain"""

    def put(self, key: str, data: bytes, media_type: str) -> None: ...

    def link(self, key: str, media_type: str, name: str) -> str:
        """A link for some minutes, to be read by whoever has it."""


def paper_id(kind: str, period: str, unit: str, edition: int = 1) -> str:
    """The id of the one paper of that kind, period, unit and edition: made a second time, it is the same.

    raises  ValueError for a kind that is none
    """
    if not (kind.isascii() and kind.replace("_", "").isalpha() and kind == kind.lower() and len(kind) <= 20):
        raise ValueError(f"{kind!r} is no kind of paper")
    return f"{kind}-{sha256(f'{kind}#{period}#{unit}#{edition}'.encode()).hexdigest()[:_DIGEST]}"


def place(kept: Kept) -> str:
    """Where it stands among all: sorts by time."""
    stamp = kept.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{stamp}#{kept.id}"
