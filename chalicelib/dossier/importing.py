"""A whole sheet of dossiers at once: refused with every fault, or kept row by row with a result each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.access.action import Action
from chalicelib.dossier.dossier import Dossier
from chalicelib.dossier.dossiers import PATIENCE, Dossiers, Outcome, holder
from chalicelib.dossier.order import dossier_from
from chalicelib.dossier.settling import Result, settled
from chalicelib.dossier.sheet import Fault, read
from chalicelib.errors import TooLarge, Unprocessable
from chalicelib.ticket.ticket import Actor

LIMIT = 2 * 1024 * 1024  # bytes
MOST_FAULTS = 500  # told; more nobody reads


@dataclass(frozen=True, slots=True)
class Imported:
    """(row of the sheet, what became of it), in order; `dry`: what would become of it, nothing was written."""

    rows: tuple[tuple[int, Outcome], ...]
    dry: bool

    @property
    def counts(self) -> Mapping[str, int]:
        return Counter(str(outcome.result) for _, outcome in self.rows)


@dataclass(frozen=True)
class Importing:
    """patience  how long rows are written; those left come back as try_again. None: until all are"""

    dossiers: Dossiers
    patience: timedelta | None = PATIENCE

    def take(self, slug: str, body: bytes, actor: Actor, *, dry: bool) -> Imported:
        """Keep a sheet for a key that may write dossiers.

        raises  NotFound, Forbidden; TooLarge; Unprocessable with every fault, its row and column: then nothing is kept
        """
        self.dossiers.may(slug, actor, Action.WRITE_DOSSIERS)
        if len(body) > LIMIT:
            raise TooLarge(f"at most {LIMIT} bytes", limit=LIMIT)
        sheet = read(body, self.dossiers.provinces.get(slug).zone)
        if sheet.faults:
            told = [_told(fault) for fault in sheet.faults[:MOST_FAULTS]]
            raise Unprocessable("the sheet has faults; nothing of it was kept", faults=told, found=len(sheet.faults))
        rows = [row for _, row in sheet.rows]
        outcomes = (
            self._would(slug, rows, actor) if dry else self.dossiers.keep(slug, rows, actor, self.patience)
        )  # fmt: skip
        return Imported(tuple(zip((n for n, _ in sheet.rows), outcomes, strict=True)), dry)

    def _would(self, slug: str, rows: list[dict[str, Any]], actor: Actor) -> list[Outcome]:
        secret, now = self.dossiers.secret(), self.dossiers.now()
        held: dict[str, Dossier] = dict(self.dossiers.cabinet.many(slug, [row["code"] for row in rows]))
        found = []
        for row in rows:
            result, after = settled(
                held.get(row["code"]), dossier_from(row, slug, row["code"], holder(actor), secret), now
            )  # fmt: skip
            held |= {} if result is Result.AHEAD else {row["code"]: after}
            found.append(Outcome(row["code"], result))
        return found


def _told(fault: Fault) -> dict[str, Any]:
    return {
        "pointer": f"/rows/{fault.row}", "row": fault.row, "column": fault.column, "message": fault.message,
    }  # fmt: skip
