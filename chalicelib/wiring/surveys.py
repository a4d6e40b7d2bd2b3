"""Survey rounds: kept by staff, answered by people, gone on with by the clock."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.dossiers import asker_of, dossiers
from chalicelib.wiring.ground import alias_secret, new_id, outbox, provinces, public_url, tickets, utc_now
from chalicelib.wiring.intake import tracking
from chalicelib.wiring.reports import timeline

if TYPE_CHECKING:
    from chalicelib.survey.answering import Answering
    from chalicelib.survey.inviting import Answered, Inviting
    from chalicelib.survey.published import Published
    from chalicelib.survey.surveys import Surveys


def _rounds() -> Any:
    from chalicelib.survey.dynamo import DynamoRounds

    return DynamoRounds(settings().petitions_table)


@cache
def surveys() -> "Surveys":
    from chalicelib.survey.surveys import Surveys

    return Surveys(_rounds(), provinces(), alias_secret, new_id, utc_now)


@cache
def published() -> "Published":
    from chalicelib.survey.published import Published

    return Published(_rounds(), provinces())


@cache
def answering() -> "Answering":
    from chalicelib.survey.answering import Answering

    def dossier(slug: str, given: Mapping[str, str], mark: str) -> tuple[str, str]:
        found = dossiers().look_up(slug, dict(given), asker_of(mark))
        return found.code, found.facts.agency

    return Answering(
        _rounds(), provinces(), lambda slug, code, pin: tracking().follow(slug, code, pin)[0], dossier, alias_secret,
        new_id, utc_now,
    )  # fmt: skip


@cache
def inviting() -> "Inviting":
    from chalicelib.survey.inviting import Inviting

    return Inviting(
        _rounds(), _answered, tickets(), outbox(), provinces(), alias_secret, public_url(), utc_now
    )  # fmt: skip


def _answered(tenant: str, day: date) -> Iterator["Answered"]:
    """The answers of a day, as its timeline has them."""
    from chalicelib.survey.inviting import Answered
    from chalicelib.ticket.dynamo_models import instant

    for entry in timeline().day(tenant, day):
        if entry.answered_by:
            key = f"{instant(entry.at)}#{entry.code}#{entry.n:06d}"
            yield Answered(key=key, code=entry.code, unit=entry.answered_by)
