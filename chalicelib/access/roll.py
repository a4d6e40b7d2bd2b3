"""Who is on the province's list of staff at this moment; a token knows only who was when it was made."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.errors import NotFound, Unauthorised
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

# Other systems come by keys, which are revoked; the platform's operators are on no province's list.
_ON_NO_LIST = (Role.INTEGRATOR, Role.PLATFORM_OPERATOR)


@dataclass(frozen=True)
class Roll:
    """`province` finds the one of a slug, as it is now."""

    province: Callable[[str], Province]

    def call(self, actor: Actor) -> None:
        """Turn somebody away who was taken off the list, though the token lives on (an hour, by the template).

        raises  Unauthorised
        """
        if actor.role in _ON_NO_LIST:
            return
        try:
            listed = self.province(actor.tenant).staff_member(actor.id)
        except NotFound:
            listed = None
        if listed is None:
            raise Unauthorised("the token names nobody on the province's list of staff")
