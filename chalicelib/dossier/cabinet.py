"""What the room asks of its store. DynamoCabinet answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from chalicelib.dossier.dossier import Dossier, Facts

STEPS = 200  # of a history at most: a dossier takes ten


class Cabinet(Protocol):
    def find(self, tenant: str, code: str) -> Dossier | None: ...

    def many(self, tenant: str, codes: Iterable[str]) -> Mapping[str, Dossier]:
        """Those there are, by their codes; a call for every hundred."""

    def save(self, dossier: Dossier, *, step: bool) -> bool:
        """Write `dossier` in the place of the version before its own.

        step     its facts are a step of the history, kept in the same transaction
        returns  False when another version is stored, or another `moves`: nothing was written
        """

    def history(self, tenant: str, code: str) -> list[Facts]:
        """The newest STEPS steps, newest first."""

    def tried(self, tenant: str, what: str, day: date, by: int) -> int:
        """Count `by` more tries to look a dossier up, whether there is one or not; returns the sum of the day.

        what  the code, or `@` and the mark of whoever tries, `@own:` and both; `@new:` and a code or an alias: new
              followers. No mark has a colon
        day   local
        """
