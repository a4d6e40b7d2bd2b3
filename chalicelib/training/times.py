"""Whose time it is: the world's, but for what is done in a training province."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from chalicelib import staged
from chalicelib.errors import NotFound
from chalicelib.province.registry import Registry
from chalicelib.training.clock import Clocks

Records = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Times:
    provinces: Registry
    clocks: Clocks

    def of(self, slug: str) -> AbstractContextManager[None]:
        """Within, it is as late as it is in that province, if it is one of training; else nothing changes.

        raises  whatever reading raises, but for a province there is not: whose clock it is must be known
        """
        return staged.played(slug, self.clocks.of(slug).ahead) if self._trains(slug) else nullcontext()

    def each(self, records: Records, hear: Callable[[list[Mapping[str, Any]]], int]) -> int:
        """What the table's stream says: the world's together, each training province's at its own time.

        raises  what the first one raised that failed, once all have been heard
        """
        apart: dict[str, list[Mapping[str, Any]]] = {}
        for record in records:
            slug = str(record["dynamodb"]["Keys"]["pk"]["S"]).split("#", 2)[1]
            apart.setdefault(slug if self._trains(slug) else "", []).append(record)
        heard, failures = 0, list[Exception]()
        for slug, theirs in apart.items():
            try:
                with self.of(slug):
                    heard += hear(theirs)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return heard

    def _trains(self, slug: str) -> bool:
        try:
            return bool(slug) and self.provinces.get(slug).training
        except NotFound:
            return False
