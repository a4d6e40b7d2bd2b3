"""Documents: made, kept, opened, sent."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.access import audit
from chalicelib.wiring.files import FiledApart
from chalicelib.wiring.ground import alias_secret, nudge, provinces, utc_now

if TYPE_CHECKING:
    from chalicelib.paper.papers import Papers
    from chalicelib.paper.sending import Sending


@cache
def _records() -> Any:
    from chalicelib.paper.dynamo import DynamoPapers

    return DynamoPapers(settings().petitions_table)


@cache
def paper_store() -> "Papers":
    from chalicelib.paper.papers import Papers

    ours = FiledApart(shown=("text/html", "application/pdf"))  # our own pages carry no script
    return Papers(_records(), ours, provinces(), alias_secret, audit().note, utc_now)


@cache
def paper_post() -> "Sending":
    from chalicelib.paper.sending import Sending

    return Sending(_records(), provinces(), alias_secret, settings().public_url, nudge(), utc_now)
