"""An administrative procedure of the catalogue, as the province's document holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """
    level   of online service: 3 or 4 (mức độ 3, mức độ 4)
    unit    that answers for it
    fee     đồng; 0: free; None: told elsewhere
    days    working days until the result
    sample  true: an example, whose figures are nobody's law
    """

    code: str
    name: str
    level: int
    unit: str
    papers: tuple[str, ...]
    days: int
    link: str
    fee: int | None = None
    sample: bool = False


def procedure_from(entry: Mapping[str, Any]) -> Procedure:
    """From an entry that has passed the schema of the province's document."""
    return Procedure(**{**entry, "papers": tuple(entry["papers"])})
