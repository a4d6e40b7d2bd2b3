"""What the room asks of its store. DynamoRounds answers in AWS; tests hold a fake to the same contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.survey.round import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What somebody answered about a unit. Nothing in it leads to them: a random id, and the day instead of the moment.

    answers  question id → 1 to 5, yes or no, an option's id, a list of such, or words without personal data
    """

    id: str
    unit: str
    kind: str  # person, business or organisation
    day: date
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody was invited to judge a unit, once; `mark` is a keyed hash (link.py)."""

    mark: str
    unit: str
    kind: str


class Rounds(Protocol):
    def find(self, tenant: str, round_id: str) -> Round | None: ...

    def save(self, round_: Round) -> bool:
        """Write `round_` in the place of the version before its own; False when another one is stored."""

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        """At most `limit` rounds, newest first, those made before the one named."""

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        """Ids of rounds with a step due by `until`."""

    def keep(self, tenant: str, round_id: str, mark: str, response: Response, until: datetime) -> bool:
        """Write the mark «has answered», gone after `until`, and the response, in one transaction.

        returns  False when the mark is there already: nothing was written
        """

    def withdraw(self, tenant: str, round_id: str, mark: str, response: Response) -> None:
        """Take away again what `keep` has written, in one transaction."""

    def answered(self, tenant: str, round_id: str, mark: str) -> bool: ...

    def marks(self, tenant: str, round_id: str) -> Iterator[str]:
        """Of everybody who has answered."""

    def responses(self, tenant: str, round_id: str, unit: str) -> Iterator[Response]:
        """All there are about a unit, in the order of their random ids."""

    def invite(self, tenant: str, round_id: str, invited: Invited, until: datetime) -> None:
        """Remember it until `until`; twice is once."""

    def invited(self, tenant: str, round_id: str) -> Iterator[Invited]: ...

    def reserve(self, tenant: str, person: str, errand: str, now: datetime, until: datetime) -> bool:
        """Claim a person, by keyed hash, for one invitation until `until`.

        returns  True when nobody else has until now, or it was for the same `errand`
        """

    def freeze(self, tenant: str, round_id: str, figures: Mapping[str, Any]) -> None: ...

    def frozen(self, tenant: str, round_id: str) -> Mapping[str, Any] | None: ...
