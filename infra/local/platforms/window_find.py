"""Finds where a ticket lies, so that a visitor of the window need not know the units."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.local.platforms.bench import Bench
from infra.local.platforms.issuer import Issuer
from infra.local.platforms.staff import in_roles, nearest

SEES_ALL = ("leadership", "coordinator")
WORKS = ("handler", "coordinator", "head", "page_manager")
DECIDES = ("task_force", "leadership", "head")


@dataclass(frozen=True)
class Finder:
    bench: Bench
    issuer: Issuer
    pool: urllib3.PoolManager

    def whereabouts(self, code: str) -> dict[str, str] | None:
        """The province and unit where a ticket lies, and somebody there who works on it; None if unknown."""
        prefix = code.partition("-")[0]
        for province in self.bench.outside.provinces():
            ticket = self._ticket(province, code) if province.get("code_prefix") == prefix else None
            if ticket is None:
                continue
            unit, roles = desk_of(ticket)
            person = nearest(province, unit, roles) or next(in_roles(province, SEES_ALL), None)
            if person:
                return {"code": code, "province": province["slug"], "unit": unit, "staff": person["id"]}
        return None

    def _ticket(self, province: dict[str, Any], code: str) -> dict[str, Any] | None:
        """The ticket, asked for as somebody who sees the whole province."""
        seer = next(in_roles(province, SEES_ALL), None)
        base = self.bench.outside.api_url()
        if seer is None or base is None:
            return None
        token = self.issuer.token(province["slug"], dict(seer), int(time.time()))
        url = f"{base}/v1/{province['slug']}/tickets/{code}"
        try:
            answer = self.pool.request("GET", url, headers={"Authorization": f"Bearer {token}"})
            return dict(answer.json()["ticket"]) if answer.status == 200 else None
        except (urllib3.exceptions.HTTPError, ValueError, KeyError):
            return None


def desk_of(ticket: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The unit whose turn it is, and the roles that may act there, the likeliest first."""
    unit = str(ticket["unit"])
    if ticket["status"] == "in_tray":
        return unit, (ticket.get("arbiter") or "coordinator", *WORKS)
    if ticket["status"] == "reported" and ticket.get("superior"):
        return str(ticket["superior"]), DECIDES
    if ticket["status"] == "drafted":
        return unit, ("head", *WORKS)
    if ticket.get("outcome") == "referred":  # not for every eye
        return unit, ("coordinator", "page_manager")
    return unit, WORKS
