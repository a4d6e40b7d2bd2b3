"""The Graph API as far as the product uses it: send, answer comments, hide, profile, subscription."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, g, jsonify

from infra.local.platforms import facebook_errors, facebook_feed
from infra.local.platforms import facebook_files as files
from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import Bench, fresh, fresh_mid, fresh_number
from infra.local.platforms.facebook_caller import Caller, asked
from infra.local.platforms.facebook_page import PageCard
from infra.local.platforms.facebook_rules import Refusal, Refused
from infra.local.platforms.facebook_wall import Wall
from infra.local.platforms.faults import AnswerLost, hang_up
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry


def graph(bench: Bench) -> Blueprint:
    doors = Blueprint("facebook", __name__, url_prefix="/facebook/<version>")
    herald, caller = Herald(bench), Caller(bench)
    page, card = Page(bench, herald, caller), PageCard(bench, herald, caller)
    wall = Wall(bench, herald, caller)

    def told(refusal: Refusal) -> Response:
        answer = jsonify(refusal.body("A" + fresh("0123456789abcdef", 21)))
        answer.status_code = refusal.status
        return answer

    @doors.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        if error.refusal.rule:
            number = f"{error.refusal.code}/{error.refusal.subcode or 0}"
            bench.breaches.note("facebook", g.get("account", ""), error.refusal.rule, number)
        return told(error.refusal)

    @doors.errorhandler(AnswerLost)
    def unanswered(error: AnswerLost) -> Response:
        if error.how in ("cut", "gone"):
            return hang_up()
        return told(facebook_errors.UNKNOWN if error.how == "lost" else facebook_errors.TEMPORARY)

    doors.after_request(caller.headers)

    def door(rule: str, method: str, answer: Callable[..., Any]) -> None:
        def view(**parts: str) -> Response:
            parts.pop("version")  # any will do
            return jsonify(answer(**parts))

        doors.add_url_rule(rule, endpoint=answer.__name__, methods=[method], view_func=view)

    door("/<node>/messages", "POST", page.send)
    door("/<node>/comments", "POST", page.comment)
    door("/<node>/subscribed_apps", "GET", card.subscribed)
    door("/<node>/subscribed_apps", "POST", card.subscribe)
    door("/<node>/photos", "POST", wall.photos)
    door("/<node>/feed", "POST", wall.feed)
    door("/<node>/feed", "GET", wall.shown)

    def known(node: str) -> dict[str, Any]:
        """A post has an underscore in its id; a page is one we know."""
        if bench.outside.account("facebook", node):
            return card.page(node)
        return wall.read(node) if "_" in node else card.profile(node)

    door("/<node>", "GET", known)
    door("/<node>", "POST", page.hide)
    return doors


class Page:
    """A page's side of the API. Every method first finds out which page the token speaks for."""

    def __init__(self, bench: Bench, herald: Herald, caller: Caller) -> None:
        self.bench, self.world, self.herald, self.caller = bench, bench.world, herald, caller

    def send(self, node: str) -> dict[str, Any]:
        account, ask = self.caller.page(node), asked()
        lost = self.caller.hurdles(account)
        refusal = rules.fault_of_message(ask.get("message")) or self._fault_of_template(account, ask)
        if refusal:
            raise Refused(refusal)
        person, place = self._recipient(account, ask)
        files.fetch(self.bench.look, *files.address_of(ask["message"]))
        if ask.get("tag") and ask["message"].get("quick_replies"):  # allowed, but nobody types buttons
            self.bench.breaches.note("facebook", account.id, "tag_without_human")
        entry = _sent(account, person, ask, at=self.bench.now_ms(), place=place)
        self.world.add(entry)
        self.herald.sent(account, entry)
        if lost:
            raise AnswerLost(lost)
        return {"recipient_id": person, "message_id": entry.key}

    def comment(self, node: str) -> dict[str, Any]:
        """A public answer below a comment or a post."""
        remark = self.world.entry(node)
        page = remark.account if remark else node.partition("_")[0]
        account = self.caller.page(page if self.bench.outside.account("facebook", page) else None)
        if account.id != page or self.bench.marks.is_gone(node):
            raise Refused(rules.NO_SUCH_OBJECT)
        words = str(asked().get("message") or "")
        lost = self.caller.hurdles(account)
        if not 1 <= len(words) <= rules.COMMENT_LIMIT:
            raise Refused(rules.bad_parameter("param message must be non-empty and not longer than 8000"))
        files.fetch(self.bench.look, "image", picture := str(asked().get("attachment_url") or ""))
        post = remark.more.get("post", remark.key) if remark else node
        entry = Entry(
            key=f"{post.partition('_')[2]}_{fresh_number()}",
            channel="facebook",
            account=account.id,
            person=remark.person if remark else "",
            side="product",
            place="comment",
            kind="comment",
            text=words,
            at=self.bench.now_ms(),
            more={"post": post, "parent": node} | ({"media": [picture]} if picture else {}),
        )
        self.world.add(entry)
        self.herald.tell(
            account, entry.key, "feed", facebook_feed.comment(entry, {"id": account.id, "name": account.name})
        )
        if lost:
            raise AnswerLost(lost)
        return {"id": entry.key}

    def hide(self, node: str) -> dict[str, Any]:
        remark = self.world.entry(node)
        if remark is None or self.bench.marks.is_gone(node):
            raise Refused(rules.NO_SUCH_OBJECT)
        account = self.caller.page(remark.account)
        hidden = str(asked().get("is_hidden")).lower()
        if hidden not in ("true", "false"):
            raise Refused(rules.bad_parameter("param is_hidden must be a boolean"))
        self.world.hide(node, hidden == "true")
        person = self.world.person("facebook", account.id, remark.person)
        author = {"id": remark.person, "name": person.name if person else ""}
        verb = "hide" if hidden == "true" else "unhide"
        self.herald.tell(account, node, verb, facebook_feed.comment(remark, author, verb))
        return {"success": True}

    def _fault_of_template(self, account: Account, ask: Mapping[str, Any]) -> Refusal | None:
        if ask.get("messaging_type") != "UTILITY":
            return None
        given = ask["message"].get("template")
        name = str(given.get("name", "")) if isinstance(given, Mapping) else ""
        template = self.bench.templates.find(account, name)
        return rules.fault_of_template(given, template, self.bench.templates.leave(account, "messenger_utility"))

    def _recipient(self, account: Account, ask: Mapping[str, Any]) -> tuple[str, str]:
        """Who gets the message, and whether it answers a remark privately."""
        recipient, now = ask.get("recipient"), self.bench.now_ms()
        given = [
            name for name in ("id", "comment_id", "post_id") if isinstance(recipient, Mapping) and recipient.get(name)
        ]
        if not isinstance(recipient, Mapping) or len(given) != 1:
            raise Refused(rules.bad_parameter("param recipient must have exactly one of id, comment_id, post_id"))
        target = str(recipient[given[0]])
        if given[0] == "id":
            leave = self.bench.templates.leave(account, "messenger_human_agent")
            person = self.world.person("facebook", account.id, target)
            refusal = rules.refusal_to_person(ask, person, now, leave)
            if refusal is None and self.bench.marks.holder("facebook", account.id, target):
                refusal = rules.NOT_OURS
            if refusal:
                raise Refused(refusal)
            return target, ""
        remark = None if self.bench.marks.is_gone(target) else self.world.entry(target)
        author = self.world.person("facebook", account.id, remark.person) if remark else None
        if refusal := rules.refusal_to_remark(remark, account.id, author, now):
            raise Refused(refusal)
        if remark is None or not self.world.answer_once(target):
            raise Refused(rules.ALREADY_REPLIED)
        return remark.person, target


def _sent(account: Account, person: str, ask: Mapping[str, Any], *, at: int, place: str) -> Entry:
    message = ask["message"]
    kept = ("metadata", "quick_replies", "attachment", "template")
    more = {name: message[name] for name in kept if message.get(name)}
    more |= {"type": ask.get("messaging_type"), "tag": ask.get("tag")}
    if place:
        more["private_reply_to"] = place
    template = message.get("template")
    shown = "\n".join(rules.values_of(template)) if template else str(message.get("text") or "")
    return Entry(
        key=fresh_mid(),
        channel="facebook",
        account=account.id,
        person=person,
        side="product",
        place="chat",
        kind="text" if shown else "attachment",
        text=shown,
        at=at,
        more=more,
    )
