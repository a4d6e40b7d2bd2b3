"""The index `published` holds what is shown to all and what is counted, and nothing that is not."""

from chalicelib.ticket.dynamo_models import PublicRow
from infra.bench.stage import table_properties

KEYS = {"pk", "sk", "public_pk", "public_at", "agenda_pk", "agenda_at"}
COUNTED = {"promised_at", "more"}  # of petitions that have ended; `more` has when it was answered


def projected() -> set[str]:
    indexes = table_properties()["PetitionsTable"]["GlobalSecondaryIndexes"]
    (index,) = (one for one in indexes if one["IndexName"] == "published")
    return set(index["Projection"]["NonKeyAttributes"])


def test_the_index_holds_what_is_shown_and_what_is_counted_and_no_more() -> None:
    shown = {attribute.attr_name for attribute in PublicRow.get_attributes().values()} - KEYS
    assert projected() == shown | COUNTED


def test_of_a_petition_that_has_ended_neither_the_sender_nor_the_words_are_in_the_index() -> None:
    assert projected() & {"origin", "excerpt", "key", "head"} == set()
