"""What a carrier says of a message it took."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """Its id with the carrier, and the platform's id of whoever got it, where the carrier says so.

    usage  percent of the account's allowance that is used up, as the platform's headers say
    note   what the message cost the account, where the platform says so
    """

    id: str
    recipient: str = ""
    usage: int = 0
    note: str = ""
