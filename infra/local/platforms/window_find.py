"""Finds where a ticket lies, so that a visitor of the window need not know the units."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.local.platforms.bench import Bench
from infra.local.platforms.issuer import Issuer
from infra.local.platforms.staff import in_roles, nearest

SEES_ALL = ("leadership", "coordinator")
WORKS = ("handler", "coordinator", "head", "page_manager")


@dataclass(frozen=True)
class Finder:
    bench: Bench
    issuer: Issuer
    pool: urllib3.PoolManager

    def whereabouts(self, code: str) -> dict[str, str] | None:
        """The province and unit that hold the ticket, and somebody there who works on it; None if unknown."""
        prefix = code.partition("-")[0]
        for province in self.bench.outside.provinces():
            unit = self._unit(province, code) if province.get("code_prefix") == prefix else None
            person = nearest(province, unit, WORKS) if unit else None
            if unit and person:
                return {"code": code, "province": province["slug"], "unit": unit, "staff": person["id"]}
        return None

    def _unit(self, province: dict[str, Any], code: str) -> str | None:
        """The unit a ticket lies with, asked as somebody who sees the whole province."""
        seer = next(in_roles(province, SEES_ALL), None)
        base = self.bench.outside.api_url()
        if seer is None or base is None:
            return None
        token = self.issuer.token(province["slug"], dict(seer), int(time.time()))
        url = f"{base}/v1/{province['slug']}/tickets/{code}"
        try:
            answer = self.pool.request("GET", url, headers={"Authorization": f"Bearer {token}"})
            return str(answer.json()["ticket"]["unit"]) if answer.status == 200 else None
        except (urllib3.exceptions.HTTPError, ValueError, KeyError):
            return None
