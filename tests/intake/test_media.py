"""Photos and files: copied at once or later, cleaned, measured, and refused with a reason staff can read."""

from typing import Any

import pytest

from chalicelib.errors import Refused, TooLarge, TryAgain
from chalicelib.intake.media import FILE_LIMIT, TRIES
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.errand import copies_of
from chalicelib.ticket.ticket import Attachment
from tests import pictures
from tests.builders import SLUG, World, photo

URL = "https://scontent.fbcdn.net/a.jpg"


def copied(world: World, text: str = "", **given: Any) -> Attachment:
    """What is kept of one attachment."""
    given.setdefault("url", URL)
    given.setdefault("kind", "image")
    (kept,), _ = world.media.copied(SLUG, "SM-1", 1, (Attachment(**given),), text)
    return kept


def test_a_photo_is_kept_without_what_it_tells() -> None:
    world = World(web={URL: pictures.telling_jpeg()})
    kept = copied(world)
    assert kept.key == f"{copies_of(SLUG, 'SM-1', URL)}000001-0"
    assert pictures.SECRET not in world.cupboard.kept[kept.key]
    assert (kept.media_type, kept.size) == ("image/jpeg", len(world.cupboard.kept[kept.key]))
    assert world.cupboard.types[kept.key] == "image/jpeg"
    assert kept.restricted == ""


@pytest.mark.parametrize(("why", "answer", "told"), [
    ("a page in a photo's clothes", b"<html>", "refused: type"),
    ("a photo cut off", pictures.telling_jpeg()[:60], "refused: broken"),
    ("larger than we take", TooLarge("media is too large", limit=FILE_LIMIT), "refused: size"),
    ("gone, or from a host not on the list", Refused("media is gone", status=404), "refused: gone"),
])  # fmt: skip
def test_what_is_not_kept_says_why(why: str, answer: bytes | Exception, told: str) -> None:
    world = World(web={URL: answer})
    kept = copied(world)
    assert (kept.media_type, kept.key, kept.size, kept.url) == (told, "", 0, URL), why
    assert not world.cupboard.kept


@pytest.mark.parametrize("name", pictures.EVERY)
def test_every_type_we_keep_is_kept(name: str) -> None:
    world = World(web={URL: pictures.EVERY[name]})
    assert copied(world, kind="file").size


def test_a_photo_of_an_identity_card_is_kept_from_most_eyes() -> None:
    assert copied(World(), "CCCD của tôi").restricted == "identity_paper"
    assert copied(World(), kind="file", name="ho-chieu.jpg").restricted == "identity_paper"
    assert copied(World(web={URL: pictures.jpeg((1280, 807))})).restricted == "identity_paper"


def test_a_film_is_no_identity_card() -> None:
    assert copied(World(web={URL: pictures.film()}), "CCCD của tôi", kind="video").restricted == ""


def test_a_place_is_nothing_to_copy() -> None:
    here = Attachment(kind="location", latitude=21.0, longitude=107.0)
    world = World()
    assert world.media.copied(SLUG, "SM-1", 1, (here,)) == ((here,), ())
    assert world.fetched == []


def test_a_copy_that_comes_later_is_measured_and_kept_from_eyes_all_the_same() -> None:
    world = World(web={URL: TryAgain("media host did not answer")})
    ticket = world.opened("Rác đầy đường", attachments=(photo(URL),))
    world.web[URL] = pictures.jpeg((1280, 807))
    world.clock.pass_by(minutes=2)
    assert world.media.run() == 1
    (kept,) = world.tickets.event(SLUG, ticket.code, 1).attachments
    assert (kept.kind, kept.url, kept.media_type, kept.restricted) == ("image", URL, "image/jpeg", "identity_paper")
    assert kept.size == len(world.cupboard.kept[kept.key])
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None


def test_what_the_message_said_holds_for_a_copy_that_comes_later() -> None:
    world = World(web={URL: TryAgain("media host did not answer")})
    (kept,), (errand,) = world.media.copied(SLUG, "SM-1", 1, (photo(URL),), "ảnh CCCD")
    assert kept.restricted == "identity_paper"
    assert errand.key == f"{copies_of(SLUG, 'SM-1', URL)}000001-0"


@pytest.mark.parametrize(("answer", "told"), [
    (b"<html>", "refused: type"), (Refused("media is gone", status=404), "refused: gone"),
])  # fmt: skip
def test_what_turns_out_later_not_to_be_kept_says_why_too(answer: bytes | Exception, told: str) -> None:
    world = World(web={URL: TryAgain("media host did not answer")})
    ticket = world.opened("Rác đầy đường", attachments=(photo(URL),))
    world.web[URL] = answer
    world.clock.pass_by(minutes=2)
    assert world.media.run() == 0
    assert world.tickets.event(SLUG, ticket.code, 1).attachments[0].media_type == told
    assert not world.shelf.errands_kept


def test_a_host_that_never_answers_is_given_up() -> None:
    world = World(web={URL: TryAgain("media host did not answer")})
    ticket = world.opened("Rác đầy đường", attachments=(photo(URL),))
    for _ in range(TRIES):
        assert world.shelf.errands_kept
        world.clock.pass_by(hours=3)
        world.media.run()
    assert not world.shelf.errands_kept
    assert world.tickets.event(SLUG, ticket.code, 1).attachments[0].media_type == "refused: gone"
