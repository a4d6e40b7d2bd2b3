"""The typed client in the hands of the journeys: an officer's, anybody's, another system's."""

import time
from typing import Any

from infra.client.cau_noi import CauNoi, Wire
from infra.local.platforms.issuer import Issuer
from tests.deployed import Deployed
from tests.journeys.province import PROVINCE, document, officer_of
from tests.journeys.town import Town


def token(town: Town, role: str, unit: str = "", province: str = PROVINCE) -> str:
    """An ID token of somebody who has that role: in `unit`, above it, or anywhere in the province."""
    try:
        return officer_of(town, role, unit, province).token
    except AssertionError:
        if unit:
            raise
        staff = next((one["id"] for one in document(province)["staff"] if one["role"] == role), None)
        assert staff, f"no {role} in {province}"
        return town.officer(province, staff).token


def officer(town: Town, role: str, unit: str = "", province: str = PROVINCE) -> CauNoi:
    return CauNoi(Wire(town.api, token=token(town, role, unit, province)), province)


def anybody(town: Town, province: str = PROVINCE) -> CauNoi:
    """A citizen: nobody asks who it is; a code and its PIN are all they have."""
    return CauNoi(Wire(town.api), province)


def bearer(town: Town, said: str, province: str = PROVINCE) -> CauNoi:
    """Whoever carries that token or key."""
    return CauNoi(Wire(town.api, token=said), province)


def key(town: Town, *scopes: Any, province: str = PROVINCE, name: str = "journey") -> CauNoi:
    """Another system, by a key the province's administrator makes for it."""
    made = officer(town, "province_admin", province=province).create_key(body={"name": name, "scopes": list(scopes)})
    return bearer(town, made.body["secret"], province)


def token_of(deployed: Deployed, role: str, unit: str, province: str, staff: str = "") -> str:
    """What the login would give somebody in any unit; `staff` is on the province's list, else somebody of that role."""
    issuer = Issuer(deployed.place.run / "issuer-key.pem", f"{deployed.platforms_url}/issuer")
    named = {"id": staff or listed(role, unit, province), "name": "Người thử", "role": role, "unit": unit}
    return issuer.token(province, named, int(time.time()))


def listed(role: str, unit: str, province: str = PROVINCE) -> str:
    """Somebody of a role, of that unit if there is one; of the roles nobody has as shipped, see `tests.deployed`."""
    having = [one for one in document(province)["staff"] if one["role"] == role]
    return next(
        (one["id"] for one in sorted(having, key=lambda one: one["unit"] != unit)), f"journey-{role.replace('_', '-')}"
    )
