"""The commands of infra/province.py, in the environment of a deployed function."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.province_words import decided, history, outcome, review

# The application is imported inside the commands: it reads its settings once a process, when they are set.


class Refused(Exception):
    """Bad input; the lines say why."""


class Desk:
    """The commands, as an administrator of whatever province they name."""

    def __init__(self, admin: Any, trials: Any, author: str) -> None:
        self.admin, self.trials, self.author = admin, trials, author

    def does(self, given: argparse.Namespace) -> Iterator[str]:
        return getattr(self, f"_{given.command}")(given)  # type: ignore[no-any-return]

    def _actor(self, slug: str) -> Any:
        from chalicelib.ticket.ticket import Actor
        from chalicelib.ticket.workflow import Role

        return Actor(id=self.author, role=Role.PROVINCE_ADMIN, tenant=slug)

    def _check(self, given: argparse.Namespace) -> Iterator[str]:
        document = _read(given.file)
        found = self._reviewed(document)
        yield from review(found)
        if found.faults:
            raise Refused("not fit to be kept")

    def _reviewed(self, document: Any) -> Any:
        from chalicelib.admin.trial import Review
        from chalicelib.province.registry import faults
        from chalicelib.province.review import warnings

        slug = _slug(document)
        if self.admin.provinces.versions.active(slug) is None:  # a new province has nothing to be compared with
            found = faults(document)
            doubts = () if found else warnings(document, self.admin.now().date())
            return Review(faults=tuple(found), warnings=tuple(doubts))
        return self.trials.check(slug, document, self._actor(slug), None)

    def _put(self, given: argparse.Namespace) -> Iterator[str]:
        document = _read(given.file)
        slug = _slug(document)
        active = self.admin.provinces.versions.active(slug)
        if active is None:
            if not given.activate or given.day:
                raise Refused("a new province becomes active at once: put it with --activate and without --from")
            number = self.admin.provinces.put(document, self.author)
            yield f"{slug}: version {number} is active"
            return
        number = self.admin.keep(slug, document, self._actor(slug), given.note)
        yield f"{slug}: version {number} is kept"
        if given.activate or given.day:
            yield decided(slug, self.admin.activate(slug, number, active, self._actor(slug), given.day))

    def _history(self, given: argparse.Namespace) -> Iterator[str]:
        yield from history(self.admin.overview(given.slug, self._actor(given.slug)))

    def _show(self, given: argparse.Namespace) -> Iterator[str]:
        actor = self._actor(given.slug)
        number = given.number or self.admin.overview(given.slug, actor).active
        yield json.dumps(self.admin.document(given.slug, number, actor), indent=2, ensure_ascii=False)

    def _activate(self, given: argparse.Namespace) -> Iterator[str]:
        actor = self._actor(given.slug)
        seen = self.admin.overview(given.slug, actor).active
        yield decided(given.slug, self.admin.activate(given.slug, given.number, seen, actor, given.day))

    def _revert(self, given: argparse.Namespace) -> Iterator[str]:
        actor = self._actor(given.slug)
        seen = self.admin.overview(given.slug, actor).active
        number = self.admin.before(given.slug)
        yield decided(given.slug, self.admin.activate(given.slug, number, seen, actor, None))

    def _simulate(self, given: argparse.Namespace) -> Iterator[str]:
        yield from outcome(self.trials.simulate(given.slug, _read(given.file), self._actor(given.slug), None))

    def _reorganise(self, given: argparse.Namespace) -> Iterator[str]:
        plan, actor = _read(given.plan), self._actor(given.slug)
        if given.apply:
            yield decided(given.slug, self.admin.reorganise(given.slug, plan, actor))
            return
        found = self.trials.check(given.slug, self.admin.plan(given.slug, plan, actor), actor, None)
        yield from (*review(found), "nothing was changed; --apply carries it out")

    def _undo(self, given: argparse.Namespace) -> Iterator[str]:
        yield decided(given.slug, self.admin.undo(given.slug, self._actor(given.slug)))

    def _read(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib import views_admin

        yield views_admin.regulation_text(self.admin.provinces.get(given.slug)).rstrip()


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: {error}") from error


def _slug(document: Any) -> str:
    slug = document.get("slug") if isinstance(document, Mapping) else None
    if not isinstance(slug, str):
        raise Refused("/slug: a province document names its province")
    return slug
