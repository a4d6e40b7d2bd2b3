"""Acts that say something: contribute, answer and its approval, close, reject, refer, note."""

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused
from chalicelib.errors import Forbidden, Unprocessable
from chalicelib.province.procedure import Approval
from chalicelib.province.regulation import holds
from chalicelib.ticket.ticket import Outcome
from chalicelib.ticket.workflow import Role, Status


def contribute(order: Order) -> Deed:
    """Another unit's part, told to the lead. One voice speaks to the citizen, and it is the lead's."""
    ticket = order.ticket
    given = [u for u in ticket.contributors if _speaks_for(order, u)]
    if not given:
        raise Forbidden("your unit was not asked for its part, or has given it", contributors=list(ticket.contributors))
    left = tuple(u for u in ticket.contributors if u not in given)
    due = ticket.contribution_due_at if left else None
    return Deed(
        text=order.text(),
        facts={"contributor": ",".join(given)},
        fields={"contributors": left, "contribution_due_at": due},
    )


def _speaks_for(order: Order, unit: str) -> bool:
    """Its own people do, and those above it, unless they stand above the lead as well."""
    province, own = order.province, order.actor.unit
    return province.within(own, unit) or (province.within(unit, own) and not province.within(order.ticket.unit, own))


def answer(order: Order) -> Deed:
    """To the citizen; or a draft, where the regulation wants the head to read it first."""
    wanted = _approval(order)
    facts = {"outcome": _outcome(order), **order.document()}
    if wanted and order.actor.role is not Role.HEAD:
        draft = {"draft": order.ticket.events + 1, "superior": "", "came_from": ""}
        return Deed(
            text=order.text(),
            status=Status.DRAFTED,
            facts=facts | {"draft": 1, "article": wanted.article},
            fields=draft,
        )
    return Deed(text=order.text(), facts=facts, fields=_answered(order, _outcome(order)))


def _approval(order: Order) -> Approval | None:
    """The rule that wants the head to read this answer first."""
    rules = order.province.regulation.procedures.approvals
    return next((rule for rule in rules if holds(rule.when, order.ticket.facts)), None)


def approve(order: Order) -> Deed:
    """The draft goes out as it is, or in the head's own words."""
    draft = order.tickets.event(order.ticket.tenant, order.ticket.code, order.ticket.draft)
    kept = ("outcome", "document_", "to") if order.text() else ("outcome", "document_", "to", "public_text")
    facts = {name: value for name, value in draft.facts.items() if name.startswith(kept)}
    facts["draft"] = order.ticket.draft
    return Deed(
        text=order.text() or draft.text,
        facts=facts,
        fields=_answered(order, str(draft.facts.get("outcome", ""))),
        attachments=order.files or draft.attachments,
    )


def send_back(order: Order) -> Deed:
    return Deed(facts={"reason": order.text("reason"), "draft": order.ticket.draft}, fields={"draft": 0})


def close(order: Order) -> Deed:
    """After an answer nothing more need be said; from the tray the words are the answer."""
    if order.ticket.status is Status.ANSWERED:
        return Deed(text=order.text(), fields={"outcome": order.text("outcome") or order.ticket.outcome})
    if not order.text():
        raise refused("text", "close needs text: the citizen is told why")
    if _approval(order) and order.actor.role is Role.HANDLER:
        raise Forbidden("the regulation wants the head to approve such an answer")
    outcome = order.text("outcome") or Outcome.EXPLAINED
    return Deed(text=order.text(), facts={"outcome": outcome}, fields=_answered(order, outcome))


def reject(order: Order) -> Deed:
    """Turned away for a reason of the regulation's list, and with words of its own."""
    known = {row.id: row for row in order.province.regulation.procedures.rejections}
    reason = known.get(order.text("reason"))
    if known and reason is None:
        fault = {"pointer": "/reason", "message": f"one of {', '.join(known)}"}
        raise Unprocessable("the regulation lists the reasons", faults=[fault], reasons=sorted(known))
    facts = {"reason": order.text("reason"), "reason_name": reason.name if reason else order.text("reason")}
    if reason:
        facts["article"] = reason.article
    return Deed(text=order.text(), facts=facts, fields=_answered(order, Outcome.REJECTED))


def refer(order: Order) -> Deed:
    """A formal complaint or denunciation leaves the flow; the citizen is told the right procedure."""
    gates = {gate.type: gate for gate in order.province.regulation.procedures.gates}
    type_ = order.text("type") or order.ticket.legal
    if type_ not in gates:
        raise refused("type", f"one of {', '.join(gates) or 'none: the regulation has no gate'}")
    gate = gates[type_]
    words = "\n\n".join(filter(None, (order.text(), gate.procedure)))
    fields = _answered(order, Outcome.REFERRED) | {
        "legal": type_, "public": "", "public_event": 0, "excerpt": "",
    }  # fmt: skip
    return Deed(text=words, facts={"type": type_, "type_name": gate.name, "article": gate.article}, fields=fields)


def note(order: Order) -> Deed:
    return Deed(text=order.text())


def _outcome(order: Order) -> str:
    return order.text("outcome") or (Outcome.EXPLAINED if order.ticket.kind == "question" else Outcome.RESOLVED)


def _answered(order: Order, outcome: str) -> dict[str, object]:
    return {"answered_at": order.at, "outcome": outcome, "superior": "", "followers": ()}
