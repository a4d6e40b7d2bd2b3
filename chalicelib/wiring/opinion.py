"""Opinion: the ear at the worker behind the queue, and what staff read."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.ground import alias_secret, provinces, utc_now

if TYPE_CHECKING:
    from chalicelib.opinion.listening import Listening
    from chalicelib.opinion.marks import Forgetting
    from chalicelib.opinion.monitor import Monitor


def _opinions() -> Any:
    from chalicelib.opinion.dynamo import DynamoOpinions

    return DynamoOpinions(settings().petitions_table)


@cache
def listening() -> "Listening":
    from chalicelib.content.dynamo import DynamoPosts
    from chalicelib.opinion.listening import Listening
    from chalicelib.triage.rules import triage

    posts = DynamoPosts(settings().petitions_table)

    def below(*whose: str) -> tuple[str, str] | None:
        mark = posts.mark(*whose)
        return (mark.unit, mark.topic) if mark else None

    return Listening(
        _opinions(), below, lambda province, heard: triage(province, heard).category, alias_secret, utc_now
    )


@cache
def forgetting() -> "Forgetting":
    from chalicelib.opinion.marks import Forgetting

    return Forgetting(_opinions(), alias_secret, utc_now)


@cache
def monitor() -> "Monitor":
    from chalicelib.opinion.monitor import Monitor

    return Monitor(_opinions(), provinces(), utc_now)
