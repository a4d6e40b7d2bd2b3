"""Somebody answers: they prove who they are, once for each unit of a round, and it is forgotten at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.survey.answers import answers_of
from chalicelib.survey.link import Invitation, invitation_of, kind_of, mark_of
from chalicelib.survey.round import Audience, Round, State
from chalicelib.survey.store import Response, Rounds
from chalicelib.ticket.code import read_code
from chalicelib.ticket.ticket import Ticket
from chalicelib.vietnamese import fold

MARKS_KEPT = timedelta(days=30)  # after the end of a round: nobody can answer any more


class Asked(NamedTuple):
    """What a link opens."""

    round: Round
    invitation: Invitation


@dataclass(frozen=True)
class Answering:
    """
    petition  slug, code and PIN → the petition; raises NotFound for a wrong one of either
    dossier   slug, {code, factor, tail}, mark of the caller's address → its code and the name of its agency; raises
              NotFound, TooOften
    """

    rounds: Rounds
    provinces: Registry
    petition: Callable[[str, str, str], Ticket]
    dossier: Callable[[str, Mapping[str, str], str], tuple[str, str]]
    secret: Callable[[], bytes]
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def shown(self, slug: str, round_id: str) -> Round:
        """A round anybody may read: one that was opened.

        raises  NotFound for a draft and for another province's alike
        """
        self.provinces.get(slug)
        found = self.rounds.find(slug, round_id)
        if found is None or found.state is State.DRAFT:
            raise NotFound("no such survey", survey=round_id)
        return found

    def page(self, slug: str, limit: int, cursor: str | None) -> tuple[list[Round], str | None]:
        """Rounds anybody may read, newest first, and where the list goes on; drafts make a page shorter.

        raises  NotFound; BadInput for a cursor that is none of ours
        """
        self.provinces.get(slug)
        before = cursors.opened(cursor, ("id",), slug, "open surveys")["id"] if cursor else ""
        found = self.rounds.page(slug, limit + 1, before)
        more = cursors.sealed({"id": found[limit - 1].id}, slug, "open surveys") if len(found) > limit else None
        return [each for each in found[:limit] if each.state is not State.DRAFT], more

    def results(self, slug: str, round_id: str) -> Mapping[str, Any]:
        """The figures, once they are published.

        raises  NotFound
        """
        published = self.shown(slug, round_id).state is State.PUBLISHED  # frozen a moment before, or cut off in between
        found = self.rounds.frozen(slug, round_id) if published else None
        if found is None:
            raise NotFound("the results are not published", survey=round_id)
        return found

    def look(self, slug: str, round_id: str, token: str) -> Asked:
        """What a link is for.

        raises  NotFound for a link that is none of ours; Conflict when the round is not open, or it was used
        """
        round_ = self.shown(slug, round_id)
        invitation = invitation_of(self.secret(), slug, token, self.now())
        if invitation.round != round_id or invitation.unit not in round_.units:
            raise NotFound("no such link")
        self._open(round_)
        if self.rounds.answered(slug, round_id, invitation.mark):
            raise Conflict("this was answered already")
        return Asked(round_, invitation)

    def answer(self, slug: str, round_id: str, body: Any, mark: str = "") -> Round:
        """Keep the answers of somebody who has proved who they are; once about each unit.

        mark    of the address they call from: its wrong tries at dossiers are counted together
        raises  NotFound, Unprocessable listing every fault, Conflict when the round is not open or it was answered,
                TooOften
        """
        schema.check("survey/response", body)
        round_ = self.shown(slug, round_id)
        self._open(round_)
        invitation = self._proven(slug, round_, body, mark)
        answers = answers_of(round_, body["answers"])
        province = self.provinces.get(slug)
        day = self.now().astimezone(ZoneInfo(province.zone)).date()
        response = Response(
            id=self.new_id(), unit=invitation.unit, kind=invitation.kind, day=day, answers=answers
        )  # fmt: skip
        if not self.rounds.keep(slug, round_id, invitation.mark, response, round_.closes_at + MARKS_KEPT):
            raise Conflict("this was answered already")
        self._still_open(slug, round_id, invitation.mark, response)
        observe.count("SurveysAnswered", tenant=slug)
        return round_

    def _still_open(self, slug: str, round_id: str, mark: str, response: Response) -> None:
        """Figures may be frozen as soon as the round is closed: what was on its way then may be in none of them."""
        now = self.shown(slug, round_id)
        if now.state is not State.OPEN:
            self.rounds.withdraw(slug, round_id, mark, response)
            raise Conflict("the survey is not open now", state=now.state)

    def _open(self, round_: Round) -> None:
        if not round_.takes(self.now()):
            raise Conflict("the survey is not open now", state=round_.state)

    def _proven(self, slug: str, round_: Round, body: Mapping[str, Any], mark: str) -> Invitation:
        if "invitation" in body:
            return self.look(slug, round_.id, body["invitation"]).invitation
        if "petition" in body:
            return self._of_petition(slug, round_, body["petition"])
        return self._of_dossier(slug, round_, body["dossier"], mark)

    def _of_petition(self, slug: str, round_: Round, given: Mapping[str, str]) -> Invitation:
        ticket = self.petition(slug, given["code"], given["pin"])
        unit = unit_of(self.provinces.get(slug), round_, ticket.unit)
        if not unit or ticket.answered_at is None or not admits(round_, ticket.submitter):
            raise _not_yours("/petition")
        mark = mark_of(self.secret(), slug, round_.id, unit, sender_of(ticket))
        return Invitation(round=round_.id, unit=unit, kind=kind_of(ticket.submitter), mark=mark)

    def _of_dossier(self, slug: str, round_: Round, given: Mapping[str, str], caller: str) -> Invitation:
        code, agency = self.dossier(slug, given, caller)
        units, name = self.provinces.get(slug).units, fold(agency)
        unit = next((each for each in round_.units if each in units and fold(units[each].name) == name), "")
        if not unit or Audience.APPLICANTS not in round_.audience:
            raise _not_yours("/dossier")
        mark = mark_of(self.secret(), slug, round_.id, unit, f"dossier:{code}")
        return Invitation(round=round_.id, unit=unit, kind=kind_of(""), mark=mark)


def petition_named(body: Mapping[str, Any]) -> str:
    """The code a PIN came with, as it is kept: however it is typed, wrong PINs count for one and the same petition."""
    return read_code(str(body["petition"]["code"])) or "" if "petition" in body else ""


def unit_of(province: Province, round_: Round, answered_by: str) -> str:
    """The unit of the round that answered, or that the one that answered belongs to; empty when there is none."""
    return next((unit.id for unit in province.upwards(answered_by) if unit.id in round_.units), "")


def sender_of(ticket: Ticket) -> str:
    """The alias by which a sender is one person, below a post and in the chat that is proved to be theirs."""
    return ticket.chat or ticket.origin.alias


def admits(round_: Round, submitter: str) -> bool:
    """True when whoever wrote a petition may answer."""
    business = submitter == "business" and Audience.BUSINESSES in round_.audience
    return business or Audience.PETITIONERS in round_.audience


def _not_yours(pointer: str) -> Unprocessable:
    fault = {"pointer": pointer, "message": "it was not answered by a unit of this survey"}
    return Unprocessable("this survey is for others", faults=[fault])
