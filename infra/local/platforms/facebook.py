"""The Graph API as far as the product uses it: send, answer comments, hide, profile, subscription."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from infra.local.platforms import facebook_events as events
from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import Bench, fresh, fresh_mid, fresh_number
from infra.local.platforms.facebook_caller import Caller, asked
from infra.local.platforms.facebook_page import PageCard
from infra.local.platforms.facebook_rules import Refused
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry


def graph(bench: Bench) -> Blueprint:
    doors = Blueprint("facebook", __name__, url_prefix="/facebook/<version>")
    herald, caller = Herald(bench), Caller(bench)
    page, card = Page(bench, herald, caller), PageCard(bench, herald, caller)

    @doors.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        answer = jsonify(error.refusal.body("A" + fresh("0123456789abcdef", 21)))
        answer.status_code = error.refusal.status
        return answer

    def door(rule: str, method: str, answer: Callable[..., Any]) -> None:
        def view(**parts: str) -> Response:
            parts.pop("version")  # any will do
            return jsonify(answer(**parts))

        doors.add_url_rule(rule, endpoint=answer.__name__, methods=[method], view_func=view)

    door("/<node>/messages", "POST", page.send)
    door("/<node>/comments", "POST", page.comment)
    door("/<node>/subscribed_apps", "GET", card.subscribed)
    door("/<node>/subscribed_apps", "POST", card.subscribe)
    door("/<node>", "GET", card.profile)
    door("/<node>", "POST", page.hide)
    return doors


class Page:
    """A page's side of the API. Every method first finds out which page the token speaks for."""

    def __init__(self, bench: Bench, herald: Herald, caller: Caller) -> None:
        self.bench, self.world, self.herald, self.caller = bench, bench.world, herald, caller

    def send(self, node: str) -> dict[str, Any]:
        account, ask = self.caller.page(node), asked()
        lost = self.caller.hurdles(account)
        if refusal := rules.fault_of_message(ask.get("message")):
            raise Refused(refusal)
        person, place = self._recipient(account, ask)
        entry = _sent(account, person, ask, at=self.bench.now_ms(), place=place)
        self.world.add(entry)
        self.herald.sent(account, entry)
        if lost:
            raise Refused(rules.KNOWN[1])
        return {"recipient_id": person, "message_id": entry.key}

    def comment(self, node: str) -> dict[str, Any]:
        """A public answer below a comment or a post."""
        remark = self.world.entry(node)
        page = remark.account if remark else node.partition("_")[0]
        account = self.caller.page(page if self.bench.outside.account("facebook", page) else None)
        if account.id != page:
            raise Refused(rules.NO_SUCH_OBJECT)
        words = str(asked().get("message") or "")
        lost = self.caller.hurdles(account)
        if not 1 <= len(words) <= rules.COMMENT_LIMIT:
            raise Refused(rules.bad_parameter("param message must be non-empty and not longer than 8000"))
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
            more={"post": post, "parent": node},
        )
        self.world.add(entry)
        self.herald.tell(account, entry.key, "feed", events.comment(entry, {"id": account.id, "name": account.name}))
        if lost:
            raise Refused(rules.KNOWN[1])
        return {"id": entry.key}

    def hide(self, node: str) -> dict[str, Any]:
        remark = self.world.entry(node)
        if remark is None:
            raise Refused(rules.NO_SUCH_OBJECT)
        account = self.caller.page(remark.account)
        hidden = str(asked().get("is_hidden")).lower()
        if hidden not in ("true", "false"):
            raise Refused(rules.bad_parameter("param is_hidden must be a boolean"))
        self.world.hide(node, hidden == "true")
        person = self.world.person("facebook", account.id, remark.person)
        author = {"id": remark.person, "name": person.name if person else ""}
        verb = "hide" if hidden == "true" else "unhide"
        self.herald.tell(account, node, verb, events.comment(remark, author, verb))
        return {"success": True}

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
            if refusal := rules.refusal_to_person(ask, self.world.person("facebook", account.id, target), now):
                raise Refused(refusal)
            return target, ""
        remark = self.world.entry(target)
        author = self.world.person("facebook", account.id, remark.person) if remark else None
        if refusal := rules.refusal_to_remark(remark, account.id, author, now):
            raise Refused(refusal)
        if remark is None or not self.world.answer_once(target):
            raise Refused(rules.ALREADY_REPLIED)
        return remark.person, target


def _sent(account: Account, person: str, ask: Mapping[str, Any], *, at: int, place: str) -> Entry:
    message = ask["message"]
    more = {name: message[name] for name in ("metadata", "quick_replies", "attachment") if message.get(name)}
    more |= {"type": ask.get("messaging_type"), "tag": ask.get("tag")}
    if place:
        more["private_reply_to"] = place
    return Entry(
        key=fresh_mid(),
        channel="facebook",
        account=account.id,
        person=person,
        side="product",
        place="chat",
        kind="text" if message.get("text") else "attachment",
        text=str(message.get("text") or ""),
        at=at,
        more=more,
    )
