"""A round that was computed and is not published: its cases, without those that were excluded, as formula and rows."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.league.case import Case, read
from chalicelib.league.files import TABLE, made
from chalicelib.league.formula import Formula
from chalicelib.league.printed import forms
from chalicelib.league.round import Round
from chalicelib.league.rows import anonymous
from chalicelib.league.score import table
from chalicelib.league.store import Files, Leagues
from chalicelib.province.province import Province


@dataclass(frozen=True)
class Drafts:
    leagues: Leagues
    files: Files

    def cases(self, round_: Round) -> list[Case]:
        """raises  NotFound once the bucket has forgotten them"""
        try:
            return read(self.files.read(round_.cases))
        except NotFound as error:
            raise NotFound("the cases of this league table are no longer kept", league=round_.id) from error

    def table(self, province: Province, round_: Round) -> dict[str, Any]:
        """The table as it stands now, or was published; see score.py."""
        if published := round_.file(TABLE):
            said: dict[str, Any] = json.loads(self.files.read(published.key))
            return {name: value for name, value in said.items() if name != "sha256"}
        return table(formula_of(province, round_), anonymous(self.cases(round_), self.excluded(round_)))

    def files_of(self, province: Province, round_: Round) -> dict[str, bytes]:
        """The public files of a round that is about to be published, and the table in the forms people read."""
        files = made(formula_of(province, round_), anonymous(self.cases(round_), self.excluded(round_)))
        return files | forms(province, round_, json.loads(files[TABLE]))

    def excluded(self, round_: Round) -> dict[tuple[str, str], str]:
        """(code, unit) → why it does not count."""
        comments = self.leagues.comments(round_.tenant, round_.id)
        return {(code, one.unit): why for one in comments for code, why in one.excluded.items()}


def formula_of(province: Province, round_: Round) -> Formula:
    return Formula(
        tenant=round_.tenant, id=round_.id, first=round_.first, last=round_.last, league=round_.league,
        survey=round_.survey, groups=round_.groups, names=_names(province, round_.groups),
    )  # fmt: skip


def _names(province: Province, units: Collection[str] | Mapping[str, str]) -> dict[str, str]:
    return {unit: province.units[unit].name for unit in units if unit in province.units}
