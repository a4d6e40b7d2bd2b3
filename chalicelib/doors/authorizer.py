"""Who may come in: staff by their token, other systems by their key. What they may do and see is decided further in."""

from typing import Any

from chalice.app import AuthResponse, Blueprint

from chalicelib import web, wiring
from chalicelib.errors import Unauthorised

doors = Blueprint(__name__)
REMEMBERED = 60  # seconds the gateway knows a header by our last answer: so long a revoked key still works


@doors.authorizer(ttl_seconds=REMEMBERED)
def authorize_staff(request: Any) -> AuthResponse:
    """What is no refusal goes through: the gateway would remember an outage as one, here it answers 500 and asks again.

    raises  Unavailable
    """
    try:
        return web.let_in(wiring.entrance().actor(request.token))
    except Unauthorised:
        return web.turned_away()
