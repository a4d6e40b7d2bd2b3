"""Dossiers in a chat: looked up by code and last digits, followed, stopped, rated; procedures found by their names.

The digits a person types are compared and forgotten: no answer repeats them, nothing keeps them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chalicelib.dossier.dossier import NAMES, NAMES_EN, Dossier
from chalicelib.dossier.followers import Follower
from chalicelib.dossier.following import Followed, Following
from chalicelib.dossier.lookup import FACTORS, OF_A_CHAT, Asker
from chalicelib.dossier.telling import facts_of
from chalicelib.errors import Conflict, NotFound, TooOften
from chalicelib.intake import guided, told
from chalicelib.intake.dossier_words import procedures_said
from chalicelib.intake.scene import Scene
from chalicelib.intake.wishes import UNREADABLE, Ask, Wish
from chalicelib.province.service import Procedure
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose

_PROVED = "proved"  # in the form: the code whose digits were right in this session
_HEEDED = frozenset({Ask.UNWATCH, Ask.RATE_SERVICE})  # done also where the bot may not say so
_WATCH = ("Theo dõi", "Follow")


@dataclass(frozen=True, slots=True)
class DossierTalk:
    following: Following

    def told(self, scene: Scene, wish: Wish) -> Change:
        if scene.silent and wish.ask not in _HEEDED:
            return Change(conversation=scene.talk)
        change = _DOINGS[wish.ask](self, scene, wish)
        return replace(change, notices=()) if scene.silent else change

    def asked_for_stars(self, scene: Scene) -> Followed | None:
        """The dossier whose service this person was asked to rate last, and has not yet."""
        open_questions = [each for each in self._followed(scene) if each.follower.asked_at and not each.follower.stars]
        return max(open_questions, key=lambda each: str(each.follower.asked_at), default=None)

    def look(self, scene: Scene, wish: Wish) -> Change:
        code = wish.value or scene.talk.form.get(guided.DOSSIER, "")
        if wish.value == UNREADABLE or (wish.pin and not code):
            return guided.asks(scene, guided.DOSSIER)
        if not code:
            return _where(scene)
        if wish.pin:
            return self._opened(scene, code, wish.pin)
        known = next((each for each in self._followed(scene) if each.dossier.code == code), None)
        if known:
            return _shown(scene, known.dossier, followed=True)
        return guided.asks(scene, guided.TAIL, **{guided.DOSSIER: code})

    def _opened(self, scene: Scene, code: str, tail: str) -> Change:
        asker = Asker(scene.talk.alias, OF_A_CHAT)
        try:
            found = self.following.dossiers.lookup.open(scene.province.slug, code, tail, FACTORS, asker)
        except TooOften:
            return _said(scene, "wait")
        except NotFound:
            again = replace(scene.talk, asked=guided.TAIL, form={**scene.talk.form, guided.DOSSIER: code})
            return replace(_said(scene, "refused"), conversation=again)
        mine = any(each.dossier.code == found.code for each in self._followed(scene))
        return _shown(scene, found, followed=mine)

    def watch(self, scene: Scene, wish: Wish) -> Change:
        """Follow what was just shown; whoever comes back later shows the digits once more."""
        code = wish.value or scene.talk.form.get(_PROVED, "")
        if scene.talk.form.get(_PROVED) != code:
            return self.look(scene, Wish(Ask.DOSSIER, code))
        dossier = self.following.dossiers.cabinet.find(scene.province.slug, code)
        if dossier is None:
            return _said(scene, "refused")
        try:
            kept = self.following.by_chat(dossier, self._follower(scene, code))
        except Conflict:
            return _said(scene, "ended" if dossier.ended else "full")
        facts = facts_of(scene.province, kept.dossier, scene.talk.locale)
        return _answer(scene, Purpose.DOSSIER_FOLLOWED, facts)

    def unwatch(self, scene: Scene, wish: Wish) -> Change:
        mine = [each for each in self._followed(scene) if wish.value in ("", each.dossier.code)]
        for each in mine:
            self.following.stop(each.follower)
        return _said(scene, "stopped" if mine else "none")

    def watched(self, scene: Scene, _: Wish) -> Change:
        names = NAMES_EN if scene.talk.locale == "en" else NAMES
        lines = [f"{each.dossier.code}: {names[each.dossier.facts.status]}" for each in self._followed(scene)]
        return _said(scene, "list", lines="\n".join(lines)) if lines else _said(scene, "none")

    def rate(self, scene: Scene, wish: Wish) -> Change:
        for each in self._followed(scene):
            if each.dossier.code == wish.value:
                try:
                    done = self.following.rate(each, int(wish.pin))
                except Conflict:
                    break
                return _said(scene, "rated", stars=str(done.stars), agency=each.dossier.facts.agency)
        return Change(conversation=scene.talk)

    def procedures(self, scene: Scene, _: Wish) -> Change:
        found = procedures_said(scene.province, scene.heard.text) or []
        lines = "\n\n".join(_procedure(each, english=scene.talk.locale == "en") for each in found)
        return _answer(scene, Purpose.PROCEDURES_FOUND, {"lines": lines})

    def _followed(self, scene: Scene) -> list[Followed]:
        return self.following.of(self._follower(scene, "").place)

    def _follower(self, scene: Scene, code: str) -> Follower:
        talk = scene.talk
        return Follower(
            tenant=scene.province.slug, code=code, channel=talk.channel, account=talk.account, alias=talk.alias,
            lane=scene.heard.lane, since=scene.now, locale=talk.locale,
        )  # fmt: skip


_DOINGS: Mapping[Ask, Callable[[DossierTalk, Scene, Wish], Change]] = {
    Ask.DOSSIER: DossierTalk.look,
    Ask.WATCH: DossierTalk.watch,
    Ask.UNWATCH: DossierTalk.unwatch,
    Ask.WATCHED: DossierTalk.watched,
    Ask.RATE_SERVICE: DossierTalk.rate,
    Ask.FIND_PROCEDURE: DossierTalk.procedures,
}
OF_DOSSIERS = frozenset(_DOINGS)


def _where(scene: Scene) -> Change:
    """What to type, and where else dossiers are looked up."""
    change = _answer(scene, Purpose.DOSSIER, {"url": scene.province.messaging.bot.dossier_url})
    assert change.conversation is not None
    return replace(change, conversation=replace(change.conversation, asked=guided.DOSSIER))


def _shown(scene: Scene, dossier: Dossier, *, followed: bool) -> Change:
    facts = facts_of(scene.province, dossier, scene.talk.locale)
    if not followed and not dossier.ended:
        title = _WATCH[scene.talk.locale == "en"]
        choices = json.dumps([(title, f"DOSSIER:watch:{dossier.code}")], ensure_ascii=False)
        facts |= {"may_follow": "1", "choices": choices}
    return _answer(scene, Purpose.DOSSIER_FACTS, facts, **{_PROVED: dossier.code})


def _said(scene: Scene, topic: str, **facts: str) -> Change:
    return _answer(scene, Purpose.DOSSIER_SAID, {"topic": topic, **facts})


def _answer(scene: Scene, purpose: Purpose, facts: Mapping[str, str], **form: str) -> Change:
    said = {name: value for name, value in facts.items() if name != "province"}
    notice = told.aside(scene.province, scene.heard, scene.talk, scene.at, purpose, **said)
    talk = replace(scene.talk, asked="", form={**guided.kept(scene.talk), **form})
    return Change(conversation=talk, notices=(notice,))


def _procedure(procedure: Procedure, *, english: bool) -> str:
    fee = "–" if procedure.fee is None else f"{procedure.fee:,} đ".replace(",", ".")
    papers = "; ".join(procedure.papers) or "–"
    words = (
        ("Papers", "Fee", "Working days", "Apply at")
        if english
        else ("Giấy tờ", "Lệ phí", "Số ngày làm việc", "Nộp tại")
    )
    name = f"{procedure.name} ({procedure.code})" + (
        (" [example]" if english else " [mẫu]") if procedure.sample else ""
    )
    values = (papers, fee, str(procedure.days), procedure.link)
    return "\n".join([name, *(f"{word}: {value}" for word, value in zip(words, values, strict=True))])
