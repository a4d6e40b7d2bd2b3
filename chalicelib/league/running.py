"""Those who run a league table: they have it computed, open it to the units, and publish it once and for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.league.drafts import Drafts
from chalicelib.league.entering import Entering, shown_to
from chalicelib.league.files import digest
from chalicelib.league.formula import Survey, judged
from chalicelib.league.round import Act, File, Round, State, after
from chalicelib.province.province import Province
from chalicelib.report.nights import end_of
from chalicelib.ticket.ticket import Actor

LONGEST = 366  # days of a period
_FIRST = 2000  # year
_PAGE = 100


class Page(NamedTuple):
    rounds: list[Round]
    cursor: str | None


@dataclass(frozen=True)
class Running:
    """survey: slug and id → the figures of a published survey; raises NotFound for one that is not published."""

    entering: Entering
    drafts: Drafts
    survey: Callable[[str, str], Mapping[str, Any]]
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def page(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> Page:
        """Rounds, newest first; units see those they may contest or could, so that their pages are shorter.

        raises  NotFound for another tenant; Forbidden; BadInput for a cursor that is none of ours
        """
        self.entering.province(slug, actor, Action.READ_LEAGUE)
        before = cursors.opened(cursor, ("id",), slug, "league rounds")["id"] if cursor else ""
        found = self.entering.leagues.page(slug, limit + 1, before)
        more = cursors.sealed({"id": found[limit - 1].id}, slug, "league rounds") if len(found) > limit else None
        return Page([each for each in found[:limit] if shown_to(actor, each)], more)

    def read(self, slug: str, round_id: str, actor: Actor) -> Round:
        """raises  NotFound, Forbidden"""
        self.entering.province(slug, actor, Action.READ_LEAGUE)
        return self.entering.found(slug, round_id, actor)

    def run(self, slug: str, body: Any, actor: Actor) -> Round:
        """A round that is computed within the hour or so, with the formula as it is now.

        raises  NotFound, Forbidden, Unprocessable listing every fault; Conflict for a province without a formula, and
                for a period that shares days with that of a published table and is another one
        """
        province = self.entering.province(slug, actor, Action.RUN_LEAGUE)
        schema.check("league/run", body)
        if province.league is None:
            raise Conflict("this province has no formula for a league table")
        first, last = self._period(province, body)
        self._apart(slug, first, last)
        now = self.now()
        round_ = Round(
            tenant=slug, id=self._id(province), first=first, last=last, league=province.league, made_at=now,
            author=actor.id, survey=self._survey(slug, body.get("survey")),
        )  # fmt: skip
        return self.entering.saved(round_)

    def again(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """Compute a draft once more, with the formula and the entries as they are now.

        raises  NotFound, Forbidden, Conflict, StaleTicket
        """
        province = self.entering.province(slug, actor, Action.RUN_LEAGUE)
        round_ = self.entering.seen(slug, round_id, actor, seen)
        state = after(round_, Act.COMPUTE)
        return self.entering.saved(round_, state=state, league=province.league or round_.league)

    def open(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """Units see their figures, and comment on them until the last of the days of the formula is over.

        raises  NotFound, Forbidden, Conflict, StaleTicket
        """
        province = self.entering.province(slug, actor, Action.RUN_LEAGUE)
        round_ = self.entering.seen(slug, round_id, actor, seen)
        state = after(round_, Act.OPEN)
        last = province.calendar.local_day(self.now()) + timedelta(days=round_.league.contest_days)
        return self.entering.saved(round_, state=state, contest_until=end_of(province, last))

    def publish(self, slug: str, round_id: str, actor: Actor, seen: int | None = None) -> Round:
        """Rows, formula and table are everybody's, and stay as they are.

        raises  NotFound, Forbidden, StaleTicket; Conflict while units may comment, a comment waits for its reply, or a
                table was published meanwhile that shares some of its days
        """
        province = self.entering.province(slug, actor, Action.PUBLISH_LEAGUE)
        round_ = self.entering.seen(slug, round_id, actor, seen)
        state, now = after(round_, Act.PUBLISH), self.now()
        self._apart(slug, round_.first, round_.last)
        if round_.contest_until and now < round_.contest_until:
            raise Conflict("units may still comment on their figures", until=round_.contest_until.isoformat())
        waiting = [one.id for one in self.entering.leagues.comments(slug, round_id) if one.accepted is None]
        if waiting:
            raise Conflict("a comment of a unit waits for its reply", comments=waiting)
        dated = replace(round_, published_at=now)
        files = tuple(self._kept(round_, name, data) for name, data in self.drafts.files_of(province, dated).items())
        then = self.entering.saved(round_, state=state, files=files, published_at=now, published_by=actor.id)
        observe.count("LeaguesPublished", tenant=slug)
        return then

    def _apart(self, slug: str, first: date, last: date) -> None:
        """Of two row sets that share days the difference is that of the other days alone, with nothing folded: a unit
        that had little to do in them could be read row by row.

        raises  Conflict
        """
        before = ""
        while page := self.entering.leagues.page(slug, _PAGE, before):
            for one in page:
                same = (one.first, one.last) == (first, last)
                if one.state is State.PUBLISHED and one.first <= last and first <= one.last and not same:
                    days = {"from": one.first.isoformat(), "to": one.last.isoformat()}
                    raise Conflict("a published league table shares some of these days", league=one.id, **days)
            before = page[-1].id

    def _kept(self, round_: Round, name: str, data: bytes) -> File:
        key = f"league/{round_.tenant}/{round_.id}/{digest(data)[:16]}-{name}"
        self.drafts.files.put(key, data)  # before its head: a head without a file would be a promise broken
        return File(name=name, key=key, sha256=digest(data), size=len(data))

    def _survey(self, slug: str, survey_id: str | None) -> Survey | None:
        if survey_id is None:
            return None
        try:
            return judged(survey_id, self.survey(slug, survey_id))
        except NotFound as error:
            fault = {"pointer": "/survey", "message": "no such published survey"}
            raise Unprocessable("the body does not fit its schema", faults=[fault]) from error

    def _period(self, province: Province, body: Mapping[str, str]) -> tuple[date, date]:
        days: dict[str, date] = {}
        for name in ("from", "to"):
            try:
                days[name] = date.fromisoformat(body[name])
            except ValueError as error:
                raise _refused(name, "there is no such date") from error
        first, last = days["from"], days["to"]
        if first.year < _FIRST or not 0 <= (last - first).days < LONGEST:
            raise _refused("to", "not before from, and at most a year after it")
        if last >= province.calendar.local_day(self.now()):
            raise _refused("to", "the period is not over")
        return first, last

    def _id(self, province: Province) -> str:
        """Day, second of the day, and a little chance: ids sort by time."""
        at = self.now().astimezone(province.calendar.zone)
        return f"{at:%Y%m%d}-{at.hour * 3600 + at.minute * 60 + at.second:05x}{self.new_id()[:3]}"


def _refused(name: str, message: str) -> Unprocessable:
    return Unprocessable("the body does not fit its schema", faults=[{"pointer": f"/{name}", "message": message}])
