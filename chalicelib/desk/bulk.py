"""One act done to many petitions: each on its own, each with its own result, none of them hidden."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe, schema
from chalicelib.desk.desk import Desk
from chalicelib.desk.order import checked
from chalicelib.errors import PetitionError, Unavailable, Unprocessable
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Act

PATIENCE = timedelta(seconds=12)  # of the 20 the API's function may run


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one petition: the ticket after the act, or why the act was not done."""

    code: str
    ticket: Ticket | None = None
    error: PetitionError | None = None


@dataclass(frozen=True)
class Bulk:
    desk: Desk
    now: Callable[[], datetime]
    patience: timedelta = PATIENCE

    def do(self, slug: str, body: Any, actor: Actor) -> list[Result]:
        """Do `body["act"]` to each of `body["tickets"]`, in their order.

        A petition whose turn did not come in time has the result Unavailable: nothing was done to it.
        raises  NotFound for another tenant; Unprocessable when the act is wrong for all of them alike
        """
        self.desk.admit(slug, actor)
        schema.check("desk/bulk", body)
        act, given = Act(body["act"]), body.get("body", {})
        codes = [str(each["code"]) for each in body["tickets"]]
        _each_once(codes)
        _fits(act, given)
        until = self.now() + self.patience
        return [self._one(slug, act, each, given, actor, until) for each in body["tickets"]]

    def _one(self, slug: str, act: Act, each: Any, given: Any, actor: Actor, until: datetime) -> Result:
        code = str(each["code"])
        try:
            if self.now() > until:
                raise Unavailable("its turn did not come in time: nothing was done to it, please send it again")
            return Result(code=code, ticket=self.desk.do(slug, code, act, given, actor, each.get("version")))
        except PetitionError as error:
            return Result(code=code, error=error)
        except Exception:  # what was done to the others must be told, whatever broke here
            observe.alarm("an act of many broke", tenant=slug, ticket=code, act=act)
            return Result(
                code=code, error=PetitionError("it broke on our side: look at the petition before trying again")
            )


def _each_once(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    faults = []
    for place, code in enumerate(codes):
        if code in seen:
            faults.append({"pointer": f"/tickets/{place}/code", "message": "named twice"})
        seen.add(code)
    if faults:
        raise Unprocessable("every petition once", faults=faults)


def _fits(act: Act, given: Any) -> None:
    """What is wrong with the act's body is wrong for all: said once, before anything is done."""
    try:
        checked(act, given)
    except Unprocessable as error:
        faults = [fault | {"pointer": f"/body{fault['pointer']}"} for fault in error.facts.get("faults", ())]
        raise Unprocessable(str(error), faults=faults) from error
