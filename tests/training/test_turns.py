"""What functions of the world do afterwards in training provinces shares their time, and one fault stops no other."""

from datetime import datetime, timedelta

from chalicelib.errors import Refused
from chalicelib.intake.media import Media
from chalicelib.province.registry import Registry
from chalicelib.rights.erasures import Erasure
from chalicelib.rights.retention import Retention
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.ticket import Attachment
from tests.builders import SLUG, at
from tests.fakes_training import ADMIN, TRAINING, School, training_document

NOW = at("2026-11-18 09:00")
SECOND = f"{TRAINING}-hai"
AHEAD = timedelta(days=2)


def two() -> School:
    """Two training provinces, the first of which is two days ahead."""
    school = School()
    made = training_document() | {"slug": SECOND, "accounts": [], "routing": []}
    school.provinces.put(made, "test")
    school.forward(forward_minutes=AHEAD // timedelta(minutes=1))
    return school


def test_each_has_what_is_left_of_one_budget_at_its_own_time() -> None:
    school, seen = two(), dict[str, tuple[datetime, datetime]]()

    def work(here: Registry, until: datetime) -> int:
        (province,) = here.all()
        seen[province.slug] = school.now(), until
        school.world_clock.pass_by(seconds=20)
        return 1

    assert school.each.run(work, NOW + timedelta(seconds=45)) == 2
    left = {slug: until - now for slug, (now, until) in seen.items()}
    assert sorted(left.values()) == [timedelta(seconds=25), timedelta(seconds=45)]
    assert seen[TRAINING][0] - NOW >= AHEAD
    assert seen[SECOND][0] - NOW < timedelta(minutes=1)
    seen.clear()
    assert school.each.run(work, school.world_clock() + timedelta(seconds=15)) == 1
    assert school.each.run(work, school.world_clock()) == 0, "nothing is left of it"


def test_one_that_fails_and_one_that_is_begun_afresh_hold_up_no_other() -> None:
    school, seen = two(), list[str]()

    def work(here: Registry, until: datetime) -> int:
        seen.append(here.all()[0].slug)
        if seen[-1] == TRAINING:
            raise ZeroDivisionError
        return 1

    assert school.each.run(work, NOW + timedelta(hours=1)) == 1
    assert sorted(seen) == [TRAINING, SECOND]
    school.afresh.begin(TRAINING, {"province": TRAINING}, ADMIN)
    seen.clear()
    assert school.each.run(work, NOW + timedelta(hours=1)) == 1
    assert seen == [SECOND]


class Slow:
    """Errands, each of whose links keeps us waiting."""

    def due(self, slug: str, now: datetime) -> list[Errand]:
        return [Errand(tenant=slug, code="SM-1", event=1, index=n, url=f"https://{n}", at=now) for n in range(3)]

    def done(self, errand: Errand, copy: Attachment) -> bool:
        return True


def test_copies_are_not_begun_after_their_time() -> None:
    school, asked = School(), list[str]()

    def fetch(url: str, limit: int) -> tuple[bytes, str]:
        asked.append(url)
        school.world_clock.pass_by(seconds=20)
        raise Refused("no longer there")

    media = Media(fetch, school.world.cupboard, Slow(), school.provinces, school.world_clock)  # type: ignore[arg-type]
    media.run()
    assert asked == ["https://0", "https://1"], "the function is killed after 55 seconds"
    media.run(school.world_clock())
    assert len(asked) == 2


def test_nobody_is_forgotten_after_the_time_for_it() -> None:
    school = School()
    code = school.world.opened().code
    rights = school.world.rights
    alias = school.world.tickets.get(SLUG, code).origin.alias
    rights.erasures.owe(
        Erasure(tenant=SLUG, alias=alias, channel="facebook", account="1", codes=(), by="cb-01", since=NOW, at=NOW)
    )
    school.world_clock.pass_by(minutes=1)
    assert Retention(rights).run(school.world_clock()) == 0
    assert rights.erasures.of(SLUG, alias)
    assert Retention(rights).run() == 1
