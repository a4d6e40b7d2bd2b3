"""What the bot answers when it is asked for something: the menu, the hotline, a person, the language."""

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
_HEEDED = frozenset({Ask.MUTE, Ask.UNMUTE})  # done also where the bot may not say so
_LANGUAGES = {Ask.ENGLISH: "en", Ask.VIETNAMESE: ""}


def granted(scene: Scene, wish: Wish) -> Change:
    """What follows from a wish, but for what is looked up (following.py, dossiers.py). A silent bot says nothing."""
    if wish.ask in _LANGUAGES:
        scene = replace(scene, talk=replace(scene.talk, locale=_LANGUAGES[wish.ask]))
    if wish.ask is Ask.NO_CONTACT:
        return Change(conversation=guided.contact_settled(scene.talk))
    if scene.silent and wish.ask in _HEEDED:
        return Change(conversation=_ANSWERS[wish.ask](scene, wish).conversation)
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


def _mute(scene: Scene, _: Wish) -> Change:
    """No broadcasts any more. Emergencies still come, and the answer says so."""
    done = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.NEWS_STOPPED)
    return Change(conversation=replace(scene.talk, muted_at=scene.at), notices=(done,))


def _unmute(scene: Scene, _: Wish) -> Change:
    done = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.NEWS_BACK)
    return Change(conversation=replace(scene.talk, muted_at=None), notices=(done,))


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
    Ask.HOTLINE: _hotline,
    Ask.HUMAN: _human,
    Ask.MUTE: _mute,
    Ask.UNMUTE: _unmute,
}
