"""Whose time it is: the world's, but for what is done in a training province."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from chalicelib import staged
from chalicelib.errors import NotFound
from chalicelib.province.registry import Registry
from chalicelib.training.afresh import SETTLES
from chalicelib.training.clock import Clocks
from chalicelib.training.footprint import Tracker

Records = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Times:
    provinces: Registry
    clocks: Clocks
    tracker: Tracker

    def of(self, slug: str) -> AbstractContextManager[None]:
        """Within, it is as late as it is in that province, if it is one of training; else nothing changes.

        raises  whatever reading raises, but for a province there is not: whose clock it is must be known;
                Unavailable while it is begun afresh
        """
        if not self._trains(slug):
            return nullcontext()
        clock = self.clocks.of(slug)
        clock.refuse_while_clearing()
        return staged.played(slug, clock.ahead, self.tracker.of(clock))

    def shut(self, slug: str) -> bool:
        """Whether it is being begun afresh: what is still owed there goes, and keeps nobody else waiting in a queue."""
        return self._trains(slug) and self.clocks.of(slug).clearing is not None

    def each(self, records: Records, hear: Callable[[list[Mapping[str, Any]]], int]) -> int:
        """What the table's stream says: the world's together, each training province's at its own time.

        What changed in one before it was begun afresh, nobody hears any more.
        raises  what the first one raised that failed, once all have been heard
        """
        apart: dict[str, list[Mapping[str, Any]]] = {}
        for record in records:
            _, slug, *_ = (*str(record["dynamodb"]["Keys"]["pk"]["S"]).split("#", 2), "")  # TENANTS is of nobody
            apart.setdefault(slug if self._trains(slug) else "", []).append(record)
        heard, failures = 0, list[Exception]()
        for slug, theirs in apart.items():
            try:
                if news := self._since(slug, theirs):
                    with self.of(slug):
                        heard += hear(news)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return heard

    def _since(self, slug: str, records: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those that still count; the stream gives whole seconds, and before it opened nothing was put for SETTLES."""
        clock = self.clocks.of(slug) if slug else None
        if clock is None or clock.clearing:
            return [] if clock else records
        opened = clock.since.timestamp() - SETTLES.total_seconds() / 2 if clock.since else 0.0
        return [one for one in records if float(one["dynamodb"].get("ApproximateCreationDateTime", opened)) >= opened]

    def _trains(self, slug: str) -> bool:
        try:
            return bool(slug) and self.provinces.get(slug).training
        except NotFound:
            return False
