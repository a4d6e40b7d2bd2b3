"""The room of surveys, for staff: rounds are written, opened, closed and published; their figures are read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.errors import Conflict, NotFound, StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.survey.answering import MARKS_KEPT
from chalicelib.survey.figures import counts, figures, only
from chalicelib.survey.link import Invitation, mark_of, token_of
from chalicelib.survey.round import Act, Audience, Round, State, after, closed, opened
from chalicelib.survey.store import Invited, Response, Rounds
from chalicelib.survey.writing import round_from
from chalicelib.ticket.ticket import Actor


class Page(NamedTuple):
    rounds: list[Round]
    cursor: str | None


@dataclass(frozen=True)
class Surveys:
    rounds: Rounds
    provinces: Registry
    secret: Callable[[], bytes]
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def page(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> Page:
        """Rounds of every state, newest first.

        raises  NotFound for another tenant; Forbidden; BadInput for a cursor that is none of ours
        """
        self._may(slug, actor, Action.READ_SURVEYS)
        before = cursors.opened(cursor, ("id",), slug, "surveys")["id"] if cursor else ""
        found = self.rounds.page(slug, limit + 1, before)
        more = cursors.sealed({"id": found[limit - 1].id}, slug, "surveys") if len(found) > limit else None
        return Page(found[:limit], more)

    def read(self, slug: str, round_id: str, actor: Actor) -> Round:
        """raises  NotFound, Forbidden"""
        self._may(slug, actor, Action.READ_SURVEYS)
        return self._found(slug, round_id)

    def make(self, slug: str, body: Any, actor: Actor) -> Round:
        """A draft.

        raises  NotFound, Forbidden, Unprocessable listing every fault
        """
        province = self._may(slug, actor, Action.WRITE_SURVEYS)
        round_ = round_from(body, province, self._id(province), actor.id)
        return self._saved(replace(round_, version=1))

    def change(self, slug: str, round_id: str, body: Any, actor: Actor, seen: int | None) -> Round:
        """Put another draft in its place.

        raises  NotFound, Forbidden, Unprocessable, Conflict once it is open, StaleTicket
        """
        province = self._may(slug, actor, Action.WRITE_SURVEYS)
        kept = self._seen(slug, round_id, seen)
        after(kept, Act.CHANGE)
        return self._saved(replace(round_from(body, province, round_id, kept.author), version=kept.version + 1))

    def open(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """From here on its questions are fixed.

        raises  NotFound, Forbidden, Conflict, StaleTicket
        """
        self._may(slug, actor, Action.WRITE_SURVEYS)
        return self._saved(opened(self._seen(slug, round_id, seen), self.now()))

    def close(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """raises  NotFound, Forbidden, Conflict, StaleTicket"""
        self._may(slug, actor, Action.WRITE_SURVEYS)
        return self._saved(closed(self._seen(slug, round_id, seen)))

    def publish(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """Its figures are frozen as they are, and everybody's.

        raises  NotFound, Forbidden, Conflict, StaleTicket
        """
        self._may(slug, actor, Action.PUBLISH_SURVEYS)
        kept = self._seen(slug, round_id, seen)
        then = replace(kept, state=after(kept, Act.PUBLISH), version=kept.version + 1)
        self.rounds.freeze(slug, round_id, self._figures(kept))  # before: what is published is there
        return self._saved(then)

    def figures(self, slug: str, round_id: str, actor: Actor) -> Mapping[str, Any]:
        """Of a head the units of their own part of the tree, beside those of the groups; what was answered, only once
        the round is over: two looks a day apart would tell what somebody answered in between.

        raises  NotFound, Forbidden
        """
        province = self._may(slug, actor, Action.READ_SURVEYS)
        kept = self._found(slug, round_id)
        frozen = self.rounds.frozen(slug, round_id) if kept.state is State.PUBLISHED else None
        found = frozen or self._figures(kept)
        if kept.state is State.OPEN and admit(actor, Action.READ_SURVEYS) is Scope.UNITS:
            found = counts(found)
        return only(found, self._units(province, kept, actor))

    def rows(self, slug: str, round_id: str, actor: Actor) -> tuple[Round, list[Response]]:
        """Responses one by one, without those about units too few have judged; no order tells when they came.

        raises  NotFound, Forbidden; Conflict before the round is over: the row that is new would be the last caller's
        """
        province = self._may(slug, actor, Action.EXPORT_SURVEYS)
        kept = self._found(slug, round_id)
        if kept.state in (State.DRAFT, State.OPEN):
            raise Conflict("responses are shown once the round is over", state=kept.state)
        found: list[Response] = []
        for unit in self._units(province, kept, actor):
            theirs = list(self.rounds.responses(slug, round_id, unit))
            found += theirs if len(theirs) >= kept.minimum else ()
        return kept, found

    def hand_out(self, slug: str, round_id: str, body: Any, actor: Actor) -> list[str]:
        """Single-use links for an association to hand to its members.

        raises  NotFound, Forbidden, Unprocessable, Conflict when the round is not open, or not for members
        """
        self._may(slug, actor, Action.WRITE_SURVEYS)
        schema.check("survey/handing", body)
        kept = self._found(slug, round_id)
        if kept.state is not State.OPEN or Audience.MEMBERS not in kept.audience:
            raise Conflict("links are handed out while a round for members is open", state=kept.state)
        if body["unit"] not in kept.units:
            raise NotFound("no such unit in this survey", unit=body["unit"])
        observe.count("SurveyLinksHandedOut", body["count"], tenant=slug)
        return [self._link(kept, body["unit"], body["kind"]) for _ in range(body["count"])]

    def _link(self, kept: Round, unit: str, kind: str) -> str:
        secret = self.secret()
        mark = mark_of(secret, kept.tenant, kept.id, unit, f"handed:{self.new_id()}")
        until = kept.closes_at + MARKS_KEPT  # figures are taken after the end, and count them
        self.rounds.invite(kept.tenant, kept.id, Invited(mark=mark, unit=unit, kind=kind), until)
        return token_of(secret, kept.tenant, Invitation(round=kept.id, unit=unit, kind=kind, mark=mark), kept.closes_at)

    def _figures(self, kept: Round) -> dict[str, Any]:
        invited, marks = self.rounds.invited(kept.tenant, kept.id), set(self.rounds.marks(kept.tenant, kept.id))
        return figures(kept, self._responses(kept), invited, marks)

    def _responses(self, kept: Round) -> Iterator[Response]:
        for unit in kept.units:
            yield from self.rounds.responses(kept.tenant, kept.id, unit)

    def _units(self, province: Province, kept: Round, actor: Actor) -> list[str]:
        if admit(actor, Action.READ_SURVEYS) is not Scope.UNITS:
            return list(kept.units)
        return [unit for unit in kept.units if province.within(unit, actor.unit)]

    def _id(self, province: Province) -> str:
        """Day, second of the day, and a little chance: ids sort by time."""
        at = self.now().astimezone(province.calendar.zone)
        return f"{at:%Y%m%d}-{at.hour * 3600 + at.minute * 60 + at.second:05x}{self.new_id()[:3]}"

    def _may(self, slug: str, actor: Actor, action: Action) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        admit(actor, action)
        return self.provinces.get(slug)

    def _found(self, slug: str, round_id: str) -> Round:
        found = self.rounds.find(slug, round_id)
        if found is None:
            raise NotFound("no such survey", survey=round_id)
        return found

    def _seen(self, slug: str, round_id: str, seen: int | None) -> Round:
        kept = self._found(slug, round_id)
        if seen is not None and seen != kept.version:
            raise StaleTicket("somebody else changed this survey", version=kept.version)
        return kept

    def _saved(self, round_: Round) -> Round:
        if not self.rounds.save(round_):
            raise StaleTicket("somebody else changed this survey", survey=round_.id)
        return round_
