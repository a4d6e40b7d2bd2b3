"""The regulation (quy chế) of a province as data: limits of each stage, the ladder of escalation, procedures."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.province.procedure import Procedures, procedures_from, when_of
from chalicelib.sla.deadline import Allowance, allowance_from


class Stage(StrEnum):
    """What the clock waits for."""

    ASSIGN = "assign"  # a unit to be found
    RECEIVE = "receive"  # the unit to take it on
    TRANSFER = "transfer"  # the unit it was transferred to, to take it on or refuse it
    ANSWER = "answer"
    DECIDE = "decide"  # the superior to decide on a complex case
    CONTRIBUTE = "contribute"  # a unit asked by the lead for its part


# A late contribution is reminded of, once; what climbs is the petition of its lead.
CLIMBED = [stage for stage in Stage if stage is not Stage.CONTRIBUTE]
# Where a regulation is silent on a stage, what it says on this one holds.
_INSTEAD = {Stage.TRANSFER: Stage.RECEIVE, Stage.DECIDE: Stage.RECEIVE, Stage.CONTRIBUTE: Stage.RECEIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long a stage may take; `ceiling` cuts it off; `article` is the sentence of the regulation that says so."""

    stage: Stage
    when: Mapping[str, tuple[str, ...]]
    allow: Allowance
    article: str
    ceiling: Allowance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A rung of the ladder: `after` the stage's due instant (negative: a warning before it), tell these roles."""

    level: int
    when: Mapping[str, tuple[str, ...]]
    stages: frozenset[Stage]
    after: Allowance
    tell: tuple[str, ...]
    by: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    id: str
    version: str
    title: str
    sample: bool
    limits: tuple[Limit, ...]
    ladder: tuple[Step, ...]
    session_minutes: int
    procedures: Procedures

    def limit(self, stage: Stage, facts: Mapping[str, str | None]) -> Limit:
        """The first limit of `stage` whose conditions hold for `facts` (urgency, kind, category)."""
        for limit in self.limits:
            if limit.stage is stage and holds(limit.when, facts):
                return limit
        if stage in _INSTEAD:
            return self.limit(_INSTEAD[stage], facts)
        raise ValueError(f"regulation {self.id} has no limit for {stage}")

    def steps(self, stage: Stage, facts: Mapping[str, str | None]) -> tuple[Step, ...]:
        """The rungs for `stage` and `facts`, lowest level first; of two rows for a level the first holds."""
        chosen: dict[int, Step] = {}
        for step in self.ladder:
            if stage in step.stages and holds(step.when, facts):
                chosen.setdefault(step.level, step)
        return tuple(chosen[level] for level in sorted(chosen))


def holds(when: Mapping[str, tuple[str, ...]], facts: Mapping[str, str | None]) -> bool:
    """True when every condition lists the fact's value."""
    return all(facts.get(name) in wanted for name, wanted in when.items())


def regulation_from(document: Mapping[str, Any]) -> Regulation:
    """The regulation of a province document that has passed its schema."""
    return Regulation(
        id=document["id"],
        version=document["version"],
        title=document["title"],
        sample=document["sample"],
        limits=tuple(
            Limit(
                stage=Stage(row["stage"]),
                when=when_of(row),
                allow=allowance_from(row["allow"]),
                article=row["article"],
                ceiling=allowance_from(row["ceiling"]) if "ceiling" in row else None,
            )
            for row in document["limits"]
        ),
        ladder=tuple(
            Step(
                level=row["level"],
                when=when_of(row),
                stages=frozenset(Stage(s) for s in row.get("stage", CLIMBED)),
                after=allowance_from(row["after"]),
                tell=tuple(row["tell"]),
                by=tuple(row["by"]),
                name=row["name"],
            )
            for row in document["escalation"]
        ),
        session_minutes=document["session_minutes"],
        procedures=procedures_from(document),
    )
