"""The room of dossiers: other systems write them, their keys read them back, applicants look theirs up."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.access.key import BY_KEY
from chalicelib.access.table import admit
from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Dossier, Facts
from chalicelib.dossier.lookup import FACTORS, Asker, Lookup
from chalicelib.dossier.order import code_given, code_typed, dossier_from
from chalicelib.dossier.settling import KEPT, WRITTEN, Result, settled
from chalicelib.errors import Conflict, NotFound, StaleTicket
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

PATIENCE = timedelta(seconds=12)  # for writing a bulk, of the 20 the API's function may run
RACES = 3
TAIL = re.compile(r"[0-9]{4}")


class Outcome(NamedTuple):
    """What became of one row."""

    code: str
    result: Result


class Written(NamedTuple):
    result: Result
    dossier: Dossier


class Reading(NamedTuple):
    dossier: Dossier
    history: Sequence[Facts]  # newest first


@dataclass(frozen=True)
class Dossiers:
    cabinet: Cabinet
    provinces: Registry
    secret: Callable[[], bytes]
    now: Callable[[], datetime]

    def put(self, slug: str, code: str, body: Any, actor: Actor, seen: int | None = None) -> Written:
        """Keep where a dossier stands; the same again changes nothing.

        seen    the version the caller looked at, None when it does not matter
        raises  NotFound for another tenant; Forbidden; BadInput for an impossible code; Unprocessable;
                StaleTicket when another version is kept; Conflict when another key writes this dossier, when what is
                kept is newer, or of the same moment with other facts, when the moment lies in the future, or others
                were faster
        """
        self.may(slug, actor, Action.WRITE_DOSSIERS)
        code_given(code)
        schema.check("dossier/dossier", body)
        kept = self.cabinet.find(slug, code)
        if seen is not None and seen != (kept.version if kept else 0):
            raise StaleTicket("another version of the dossier is kept", version=kept.version if kept else 0)
        sent = dossier_from(body, slug, code, holder(actor), self.secret())
        result, after = self._settle(kept, sent, 1 if seen is not None else RACES)
        if result not in KEPT:
            raise Conflict(_WHY[result], result=result)
        self._told(slug, actor, [Outcome(code, result)])
        return Written(result, after)

    def put_many(self, slug: str, body: Any, actor: Actor) -> list[Outcome]:
        """Keep many, in their order; a row that cannot be kept is told and stops no other.

        raises  NotFound, Forbidden; Unprocessable listing every fault of every row: then none is kept
        """
        self.may(slug, actor, Action.WRITE_DOSSIERS)
        schema.check("dossier/bulk", body)
        return self.keep(slug, body["dossiers"], actor, PATIENCE)

    def keep(
        self, slug: str, rows: Sequence[Mapping[str, Any]], actor: Actor, patience: timedelta | None
    ) -> list[Outcome]:
        """Keep rows that have passed the schema of a bulk, for a key that may; after `patience` the rest is to come
        again.
        """
        secret, until = self.secret(), self.now() + patience if patience else None
        held = dict(self.cabinet.many(slug, [row["code"] for row in rows]))
        outcomes = []
        for row in rows:
            sent, result = dossier_from(row, slug, row["code"], holder(actor), secret), Result.TRY_AGAIN
            if until is None or self.now() <= until:
                result, after = self._settle(held.get(sent.code), sent)
                held |= {sent.code: after} if result in KEPT else {}
            outcomes.append(Outcome(sent.code, result))
        self._told(slug, actor, outcomes)
        return outcomes

    def read(self, slug: str, code: str, actor: Actor) -> Reading:
        """A dossier with its steps, for the key that wrote it last and the province's administrators.

        raises  NotFound, also for what another key has written; Forbidden
        """
        self.may(slug, actor, Action.READ_DOSSIERS)
        kept = self.cabinet.find(slug, code) if code_typed(code) == code else None
        if kept is None or (actor.role is Role.INTEGRATOR and kept.by != actor.id):
            raise NotFound("no such dossier", dossier=code)
        return Reading(kept, self.cabinet.history(slug, code))

    def release(self, slug: str, code: str, actor: Actor) -> Dossier:
        """The next key that writes it has it from then on: for an agency whose system, or key, is another one now.

        raises  NotFound, Forbidden; Conflict when others write it at this moment
        """
        self.may(slug, actor, Action.MANAGE_KEYS)
        for _ in range(RACES):
            kept = self.cabinet.find(slug, code) if code_typed(code) == code else None
            if kept is None:
                raise NotFound("no such dossier", dossier=code)
            if not kept.by:
                return kept
            free = replace(kept, by="", version=kept.version + 1)
            if self.cabinet.save(free, step=False):
                observe.note("dossier released", tenant=slug, by=actor.id, key=kept.by)
                return free
        raise Conflict(_WHY[Result.TRY_AGAIN], result=Result.TRY_AGAIN)

    def look_up(self, slug: str, body: Any, asker: Asker) -> Dossier:
        """For whoever holds the receipt and knows the last digits of what the applicant gave.

        raises  NotFound; Unprocessable; TooOften after too many wrong tries, at a code that is there or not: lookup.py
        """
        self.provinces.get(slug)
        schema.check("dossier/look_up", body)
        return self.lookup.open(slug, body["code"], body["tail"], (body["factor"],), asker)

    def show(self, slug: str, typed: str, tail: str, asker: Asker) -> Reading:
        """The same for the page: the digits may be of the telephone number or of the paper; with its steps.

        raises  as `look_up`
        """
        self.provinces.get(slug)
        if not TAIL.fullmatch(tail):
            raise NotFound("no dossier with this code and these digits")  # not counted: these can be nobody's
        found = self.lookup.open(slug, typed, tail, FACTORS, asker)
        return Reading(found, self.cabinet.history(slug, found.code))

    @property
    def lookup(self) -> Lookup:
        return Lookup(self.cabinet, self.provinces, self.secret, self.now)

    def _settle(self, kept: Dossier | None, sent: Dossier, races: int = RACES) -> Written:
        """Decided on what was read, written if that still holds; else read and decided afresh."""
        for _ in range(races):
            result, after = settled(kept, sent, self.now())
            if result not in WRITTEN or self.cabinet.save(after, step=result is not Result.CONFIRMED):
                return Written(result, after)
            kept = self.cabinet.find(sent.tenant, sent.code)
        return Written(Result.TRY_AGAIN, sent)

    def may(self, slug: str, actor: Actor, action: Action) -> None:
        """raises  NotFound for another tenant; Forbidden"""
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)  # a key of A learns nothing about B
        admit(actor, action)
        self.provinces.get(slug)

    def _told(self, slug: str, actor: Actor, outcomes: Sequence[Outcome]) -> None:
        counts: dict[str, int] = {}
        for outcome in outcomes:
            counts[outcome.result] = counts.get(outcome.result, 0) + 1
        observe.note("dossiers written", tenant=slug, by=actor.id, results=counts)


def holder(actor: Actor) -> str:
    """The key that has what it writes; what comes from a desk is nobody's until a key writes it."""
    return actor.id if actor.id.startswith(BY_KEY) else ""


_WHY: Mapping[Result, str] = {
    Result.OUTDATED: "what is kept of this dossier is newer",
    Result.CONFLICT: "other facts are kept for the very same moment",
    Result.AHEAD: "its moment lies in the future; is the clock of your system right?",
    Result.FOREIGN: "another key writes this dossier; the province's administrator may release it",
    Result.TRY_AGAIN: "others write this dossier at this moment; try again",
}
