"""What a regulation lets be done with a petition, and when: one value a rule, each naming its article.

A rule a regulation does not hold does not exist: without `extension` nobody may extend, without `reopening`
an answer is final. Documents are checked by province.schema.json before they come here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.sla.deadline import Allowance, Unit, allowance_from

When = Mapping[str, tuple[str, ...]]
_A_MONTH, _TWO_WEEKS = Allowance(Unit.CALENDAR_DAYS, 30), Allowance(Unit.WORKING_DAYS, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A formal complaint (khiếu nại) or denunciation (tố cáo) leaves the flow; `procedure` tells where to go."""

    type: str  # complaint or denunciation
    name: str
    words: tuple[str, ...]
    procedure: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a petition of some kind must come with: photo, place, contact."""

    when: When
    needs: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """While there is no answer the citizen hears how things stand, every so often."""

    when: When
    every: Allowance
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """The answer may be put off: how often, how far each time, and who signs."""

    times: int
    at_most: Allowance
    approvers: tuple[str, ...]  # roles
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRule:
    """After so many hops an arbiter says whose matter it is, and that binds."""

    hops: int
    arbiter: str  # role
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexRule:
    """A complex case is reported up in writing; the superior sets a new date at most so far from then."""

    at_most: Allowance
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Answers of this kind go out only once the head has approved them."""

    when: When
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """The citizen may say that it is not done: how long after the answer, and how often."""

    within: Allowance
    times: int
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A rating of so few stars lets the citizen ask a higher level to look again; how often, where nothing is said."""

    stars: int
    within: Allowance
    to: str  # role
    article: str
    times: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """An association may say that nothing was resolved in substance: how long after the answer; who decides, by when.

    A regulation that is silent on it has this one: supervision by associations is no gift of a province.
    """

    within: Allowance = _A_MONTH
    decide: Allowance = _TWO_WEEKS
    to: str = "task_force"  # role
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What nobody objects to is closed: so long after the answer; so long after a question nobody replied to."""

    answered_after: Allowance
    silent_after: Allowance | None  # the schema wants one; an older document may lack it
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A reason for which a petition may be turned away; the citizen is told its name."""

    id: str
    name: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """All of them."""

    gates: tuple[Gate, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    progress: tuple[Progress, ...] = ()
    extension: Extension | None = None
    transfer: TransferRule | None = None
    complex: ComplexRule | None = None
    approvals: tuple[Approval, ...] = ()
    reopening: Reopening | None = None
    appeal: Appeal | None = None
    recheck: Recheck = field(default_factory=Recheck)
    closing: Closing | None = None
    rejections: tuple[Rejection, ...] = ()


def when_of(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The conditions of a row, all of which must hold; none: always."""
    return {name: tuple(values) for name, values in entry.get("when", {}).items()}


def procedures_from(document: Mapping[str, Any]) -> Procedures:
    """The procedures of a regulation that has passed its schema."""
    closing, complex_case = document.get("closing"), document.get("complex")
    extension, reopening, appeal = document.get("extension"), document.get("reopening"), document.get("appeal")
    return Procedures(
        gates=tuple(Gate(**(row | {"words": tuple(row["words"])})) for row in document.get("gate", ())),
        evidence=tuple(
            Evidence(when=when_of(row), needs=tuple(row["needs"]), article=row["article"])
            for row in document.get("evidence", ())
        ),
        progress=tuple(
            Progress(when=when_of(row), every=allowance_from(row["every"]), article=row["article"])
            for row in document.get("progress", ())
        ),
        extension=extension
        and Extension(
            times=extension["times"],
            at_most=allowance_from(extension["at_most"]),
            approvers=tuple(extension["approvers"]),
            article=extension["article"],
        ),
        transfer=TransferRule(**document["transfer"]) if "transfer" in document else None,
        complex=complex_case
        and ComplexRule(at_most=allowance_from(complex_case["at_most"]), article=complex_case["article"]),
        approvals=tuple(Approval(when=when_of(row), article=row["article"]) for row in document.get("approval", ())),
        reopening=reopening
        and Reopening(
            within=allowance_from(reopening["within"]), times=reopening["times"], article=reopening["article"]
        ),
        appeal=appeal and Appeal(**(appeal | {"within": allowance_from(appeal["within"])})),
        recheck=recheck_from(document.get("recheck")),
        closing=closing
        and Closing(
            answered_after=allowance_from(closing["answered_after"]),
            silent_after=allowance_from(closing["silent_after"]) if "silent_after" in closing else None,
            article=closing["article"],
        ),
        rejections=tuple(Rejection(**row) for row in document.get("rejection", ())),
    )


def recheck_from(row: Mapping[str, Any] | None) -> Recheck:
    """The re-check of a regulation; the usual one where it says nothing."""
    times = {name: allowance_from(row[name]) for name in ("within", "decide")} if row else {}
    return Recheck(**({**row, **times} if row else {}))
