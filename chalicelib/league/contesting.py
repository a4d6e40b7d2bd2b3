"""Units and their figures before they are published: a head comments, the coordinator replies and may exclude cases."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import schema
from chalicelib.access.action import Action
from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.league.case import Case
from chalicelib.league.drafts import Drafts
from chalicelib.league.entering import Entering, must_be_own, only_own, own
from chalicelib.league.round import Act, Comment, Round, State, after
from chalicelib.redaction import redacted
from chalicelib.ticket.code import read_code
from chalicelib.ticket.ticket import Actor
from chalicelib.vietnamese import clean

CODE = re.compile(r"(?<!\w)[a-z]{2,4}(?:[ -]?[0-9a-z]{4}){3}(?!\w)", re.IGNORECASE)  # what may be one of a petition
WITHHELD = "[mã phiếu]"


@dataclass(frozen=True)
class Contesting:
    entering: Entering
    drafts: Drafts
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def figures(self, slug: str, round_id: str, actor: Actor) -> dict[str, Any]:
        """The table as it stands: of a head the own unit, beside the means of the groups.

        raises  NotFound, Forbidden; Conflict while it is computed
        """
        province = self.entering.province(slug, actor, Action.READ_LEAGUE)
        round_ = self._computed(slug, round_id, actor)
        return only_own(province, actor, self.drafts.table(province, round_))

    def cases(
        self, slug: str, round_id: str, unit: str, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[tuple[Case, str]], str | None]:
        """A unit's cases in the order of their codes, each with why it is excluded, if it is.

        raises  NotFound, Forbidden for another unit's; Conflict while it is computed; BadInput for another's cursor
        """
        province = self.entering.province(slug, actor, Action.READ_LEAGUE)
        round_ = self._computed(slug, round_id, actor)
        must_be_own(province, actor, round_, unit)
        question = (slug, "league cases", round_id, unit)
        start = cursors.opened(cursor, ("code",), *question)["code"] if cursor else ""
        excluded = self.drafts.excluded(round_)
        theirs = [one for one in self.drafts.cases(round_) if one.unit == unit and one.code > start]
        more = cursors.sealed({"code": theirs[limit - 1].code}, *question) if len(theirs) > limit else None
        return [(one, excluded.get((one.code, unit), "")) for one in theirs[:limit]], more

    def comments(self, slug: str, round_id: str, actor: Actor) -> list[Comment]:
        """Oldest first; of a head those of the own unit.

        raises  NotFound, Forbidden
        """
        province = self.entering.province(slug, actor, Action.READ_LEAGUE)
        self.entering.found(slug, round_id, actor)
        found = self.entering.leagues.comments(slug, round_id)
        return [one for one in found if own(province, actor, one.unit)]

    def comment(self, slug: str, round_id: str, body: Any, actor: Actor, seen: int | None = None) -> Comment:
        """A head speaks of the figures of the own unit.

        raises  NotFound, Forbidden, Unprocessable, StaleTicket; Conflict before and after the days it is open
        """
        province = self.entering.province(slug, actor, Action.COMMENT_LEAGUE)
        schema.check("league/comment", body)
        round_ = self.entering.seen(slug, round_id, actor, seen)
        state, now, unit = after(round_, Act.COMMENT), self.now(), body["unit"]
        must_be_own(province, actor, round_, unit)
        if round_.contest_until and now >= round_.contest_until:
            raise Conflict("the time for comments has passed", until=round_.contest_until.isoformat())
        _must_say([("/text", body["text"])])
        self._check(round_, unit, ((f"/codes/{i}", code) for i, code in enumerate(body.get("codes", ()))))
        comment = Comment(
            id=f"{round_.version:05d}-{self.new_id()[:6]}", unit=unit, by=actor.id, at=now, text=clean(body["text"]),
            codes=tuple(body.get("codes", ())),
        )  # fmt: skip
        self.entering.saved(round_, comment, state=state)
        return comment

    def decide(
        self, slug: str, round_id: str, comment_id: str, body: Any, actor: Actor, seen: int | None = None
    ) -> Comment:
        """The reply; what it excludes does not count from now on, and the table follows.

        raises  NotFound, Forbidden, Unprocessable, StaleTicket; Conflict for one that has its reply
        """
        self.entering.province(slug, actor, Action.RUN_LEAGUE)
        schema.check("league/decision", body)
        round_ = self.entering.seen(slug, round_id, actor, seen)
        state = after(round_, Act.DECIDE)
        comment = next((one for one in self.entering.leagues.comments(slug, round_id) if one.id == comment_id), None)
        if comment is None:
            raise NotFound("no such comment", comment=comment_id)
        if comment.accepted is not None:
            raise Conflict("this comment has its reply already")
        rows = body.get("exclude", [])
        if bool(rows) is not body["accepted"]:
            raise _refused([("/exclude", "one or more where it is accepted, else none")])
        self._check(round_, comment.unit, ((f"/exclude/{i}/code", row["code"]) for i, row in enumerate(rows)))
        _must_say([("/reply", body["reply"]), *((f"/exclude/{i}/reason", row["reason"]) for i, row in enumerate(rows))])
        decided = replace(
            comment, accepted=body["accepted"], reply=clean(body["reply"]), decided_by=actor.id, decided_at=self.now(),
            excluded={row["code"]: _for_all(row["reason"]) for row in rows},
        )  # fmt: skip
        self.entering.saved(round_, decided, state=state)
        return decided

    def _computed(self, slug: str, round_id: str, actor: Actor) -> Round:
        round_ = self.entering.found(slug, round_id, actor)
        if round_.state is State.COMPUTING:
            raise Conflict("the league table is being computed", state=round_.state)
        return round_

    def _check(self, round_: Round, unit: str, named: Iterator[tuple[str, str]]) -> None:
        """raises  Unprocessable for petitions that are no case of the unit"""
        given = list(named)
        theirs = {one.code for one in self.drafts.cases(round_) if one.unit == unit} if given else set()
        if faults := [(pointer, "no such case of this unit") for pointer, code in given if code not in theirs]:
            raise _refused(faults)


def _must_say(given: Collection[tuple[str, str]]) -> None:
    """raises  Unprocessable for words of which nothing is left that anybody could read"""
    if wordless := [pointer for pointer, words in given if not clean(words)]:
        raise _refused([(pointer, "words are missing") for pointer in wordless])


def _for_all(reason: str) -> str:
    """As it stands in the public rows: without what is personal, and without codes, by which its row would be found."""
    return CODE.sub(lambda found: WITHHELD if read_code(found[0]) else found[0], redacted(clean(reason)))


def _refused(faults: Collection[tuple[str, str]]) -> Unprocessable:
    listed: list[Mapping[str, str]] = [{"pointer": pointer, "message": message} for pointer, message in faults]
    return Unprocessable("the body does not fit its schema", faults=listed)
