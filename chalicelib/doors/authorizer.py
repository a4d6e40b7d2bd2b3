"""Who may come in: staff by their token. What they may do and see is decided further in."""

from typing import Any

from chalice.app import AuthResponse, Blueprint

from chalicelib import web, wiring
from chalicelib.errors import PetitionError

doors = Blueprint(__name__)


@doors.authorizer()
def authorize_staff(request: Any) -> AuthResponse:
    try:
        return web.let_in(wiring.tokens().actor(request.token))
    except PetitionError:
        return web.turned_away()
