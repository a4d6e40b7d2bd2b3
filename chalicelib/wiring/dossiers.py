"""Dossiers of the one-stop shop: written by other systems, looked up and followed by those who applied."""

from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.access import address_mark
from chalicelib.wiring.ground import alias_secret, nudge, provinces, utc_now, vault

if TYPE_CHECKING:
    from chalicelib.dossier.dossiers import Dossiers
    from chalicelib.dossier.dynamo_followers import DynamoFollowers
    from chalicelib.dossier.following import Following
    from chalicelib.dossier.importing import Importing
    from chalicelib.dossier.lookup import Asker
    from chalicelib.dossier.newsroom import Newsroom
    from chalicelib.dossier.satisfaction import Satisfaction


@cache
def dossiers() -> "Dossiers":
    from chalicelib.dossier.dossiers import Dossiers
    from chalicelib.dossier.dynamo import DynamoCabinet

    return Dossiers(DynamoCabinet(settings().petitions_table), provinces(), alias_secret, utc_now)


def asker(address: str) -> "Asker":
    """Whoever looks dossiers up from a network address; of the address only its mark is known."""
    return asker_of(address_mark(address))


def asker_of(mark: str) -> "Asker":
    from chalicelib.dossier.lookup import OF_AN_ADDRESS, Asker

    return Asker(mark, OF_AN_ADDRESS)


@cache
def followers() -> "DynamoFollowers":
    from chalicelib.dossier.dynamo_followers import DynamoFollowers

    return DynamoFollowers(settings().petitions_table)


@cache
def following() -> "Following":
    from chalicelib.dossier.following import Following
    from chalicelib.wiring.people import rights  # which knows the followers

    return Following(dossiers(), followers(), vault(), rights(), nudge())


@cache
def importing() -> "Importing":
    from chalicelib.dossier.importing import Importing

    return Importing(dossiers())


@cache
def newsroom() -> "Newsroom":
    from chalicelib.dossier.newsroom import Newsroom

    return Newsroom(dossiers().cabinet, followers(), provinces(), nudge(), utc_now)


@cache
def satisfaction() -> "Satisfaction":
    from chalicelib.dossier.satisfaction import Satisfaction

    return Satisfaction(followers(), provinces(), utc_now)
