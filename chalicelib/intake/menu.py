"""What the bot answers when it is asked for something: the menu, a dossier, the hotline, a person, the language."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from chalicelib.intake import guided, told
from chalicelib.intake.office_hours import office_hours
from chalicelib.intake.scene import Scene
from chalicelib.intake.takeover import silenced
from chalicelib.intake.wishes import Ask, Wish
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose

HOTLINES = 8  # more nobody reads in a chat
_LANGUAGES = {Ask.ENGLISH: "en", Ask.VIETNAMESE: ""}


def granted(scene: Scene, wish: Wish) -> Change:
    """What follows from a wish, but for a petition that is followed (following.py). A silent bot says nothing."""
    if wish.ask in _LANGUAGES:
        scene = replace(scene, talk=replace(scene.talk, locale=_LANGUAGES[wish.ask]))
    if wish.ask is Ask.NO_CONTACT:
        return Change(conversation=guided.contact_settled(scene.talk))
    if scene.silent:
        return Change(conversation=scene.talk)
    return _ANSWERS.get(wish.ask, _menu)(scene, wish)


def greeted(scene: Scene) -> Change:
    if scene.silent:
        return Change(conversation=scene.talk)
    hello = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.GREETING)
    return Change(conversation=replace(scene.talk, greeted_at=scene.at), notices=(hello,))


def _menu(scene: Scene, _: Wish) -> Change:
    menu = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.MENU)
    talk = replace(scene.talk, greeted_at=scene.at, asked="", form=guided.kept(scene.talk))
    return Change(conversation=talk, notices=(menu,))


def _new(scene: Scene, _: Wish) -> Change:
    return guided.asks(scene, guided.KIND)


def _kind(scene: Scene, wish: Wish) -> Change:
    return guided.asks(scene, guided.PLACE, kind=wish.value)


def _place(scene: Scene, wish: Wish) -> Change:
    return guided.asks(scene, guided.TEXT, **({wish.ask.value: wish.value} if wish.value else {}))


def _dossier(scene: Scene, _: Wish) -> Change:
    url = scene.province.messaging.bot.dossier_url
    answer = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.DOSSIER, url=url)
    return Change(conversation=scene.talk, notices=(answer,))


def _hotline(scene: Scene, _: Wish) -> Change:
    lines = "\n".join([*_hotlines(scene)][:HOTLINES])
    answer = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.HOTLINE, lines=lines)
    return Change(conversation=scene.talk, notices=(answer,))


def _hotlines(scene: Scene) -> Iterator[str]:
    """«name: number»: of the account's unit and those above it, of the tray's, of the province's leadership."""
    province = scene.province
    own = province.account(scene.heard.channel, scene.heard.account).unit
    units = [unit for start in (own, province.tray, province.leadership) for unit in province.upwards(start)]
    yield from dict.fromkeys(f"{unit.name}: {unit.hotline}" for unit in units if unit.hotline)


def _human(scene: Scene, _: Wish) -> Change:
    """The bot falls silent for hours; the account's people and the coordinators are told that they are wanted."""
    province = scene.province
    unit = province.account(scene.heard.channel, scene.heard.account).unit
    hours = office_hours(province.calendar_of(unit), scene.talk.locale)
    soon = told.aside(province, scene.heard, scene.talk, scene.at, Purpose.HUMAN, hours=hours)
    talk = replace(silenced(scene.talk, province, scene.at), asked="", form=guided.kept(scene.talk))
    return Change(conversation=talk, notices=(soon, *told.person_wanted(scene, soon)))


_ANSWERS: dict[Ask, Callable[[Scene, Wish], Change]] = {
    Ask.NEW: _new,
    Ask.KIND: _kind,
    Ask.PLACE: _place,
    Ask.SPOT: _place,
    Ask.DOSSIER: _dossier,
    Ask.HOTLINE: _hotline,
    Ask.HUMAN: _human,
}
