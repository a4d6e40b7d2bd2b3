"""The OA API as far as the product uses it. Errors are HTTP 200 with a number other than 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from infra.local.platforms import zalo_errors, zalo_templates
from infra.local.platforms import zalo_rules as rules
from infra.local.platforms.bench import Bench, fresh, fresh_msg_id
from infra.local.platforms.faults import AnswerLost, hang_up
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry, conversation_of
from infra.local.platforms.zalo_articles import Articles
from infra.local.platforms.zalo_oauth import Tokens
from infra.local.platforms.zalo_people import People, asked
from infra.local.platforms.zalo_rules import Refusal, Refused
from infra.local.platforms.zalo_shelf import Shelf

ICONS = ("/-strong", "/-heart", ":>", "--b", ":-((", ":-h", ":o", "/-remove")
A_MINUTE = 4000


def openapi(bench: Bench, tokens: Tokens) -> Blueprint:
    doors = Blueprint("zalo", __name__, url_prefix="/zalo")
    herald = Herald(bench)
    oa, people = OA(bench, herald, tokens), People(bench, herald)
    behave(doors, bench)

    def door(rule: str, method: str, answer: Callable[[Account], dict[str, Any]]) -> None:
        def view() -> Any:
            return jsonify({"data": answer(oa.speaker()), "error": 0, "message": "Success"})

        doors.add_url_rule(rule, endpoint=answer.__name__, methods=[method], view_func=view)

    door("/v3.0/oa/message/cs", "POST", oa.consult)
    door("/v3.0/oa/message/template", "POST", oa.template)
    door("/v2.0/oa/message", "POST", oa.message_v2)
    door("/v3.0/oa/quota/message", "POST", people.quota)
    door("/v3.0/oa/user/detail", "GET", people.detail)
    door("/v2.0/oa/upload/image", "POST", oa.shelf.keep_image)
    door("/v2.0/oa/upload/file", "POST", oa.shelf.keep_file)
    door("/v2.0/oa/getoa", "GET", people.getoa)
    articles = Articles(bench)

    def create(account: Account) -> dict[str, Any]:
        return articles.create(account, oa.hurdles(account))

    door("/v2.0/article/create", "POST", create)
    door("/v2.0/article/verify", "POST", articles.verify)
    door("/v2.0/article/getslice", "GET", articles.getslice)
    return doors


def behave(doors: Blueprint, bench: Bench) -> None:
    """What both APIs of Zalo do with errors, lost answers and headers."""

    @doors.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        if error.refusal.rule:
            bench.breaches.note("zalo", g.get("account", ""), error.refusal.rule, str(error.refusal.error))
        return jsonify(error.refusal.body())

    @doors.errorhandler(AnswerLost)
    def failed(error: AnswerLost) -> Any:
        if error.how in ("cut", "gone"):
            return hang_up()
        return jsonify({"message": "Internal Server Error"}), 500

    @doors.after_request
    def headers(response: Response) -> Response:
        if app := g.get("app"):
            left = round(A_MINUTE * (1 - bench.paces.share("zalo", app)))
            response.headers["X-RateLimit-Limit"] = str(A_MINUTE)
            response.headers["X-RateLimit-Remain"] = str(left)
        return response


class OA:
    def __init__(self, bench: Bench, herald: Herald, tokens: Tokens) -> None:
        self.bench, self.world, self.herald, self.tokens = bench, bench.world, herald, tokens
        self.shelf = Shelf(bench)

    def speaker(self) -> Account:
        """The OA whose token came with the request.

        raises  Refused for a dead or unknown token, a wrong proof, too many calls
        """
        access = request.headers.get("access_token", "")
        holder = self.tokens.holder(access)
        if isinstance(holder, Refusal):
            raise Refused(holder)
        g.account, g.app = holder.id, holder.app
        if not self.tokens.proved(holder, access, request.headers.get("appsecret_proof", "")):
            raise Refused(rules.BAD_PROOF)
        if self.bench.paces.too_fast("zalo", holder.app):
            raise Refused(rules.TOO_FAST)
        return holder

    def consult(self, account: Account) -> dict[str, Any]:
        """A consultation message: free for 48 hours, from the quota until 7 days, refused afterwards."""
        ask, now = asked(), self.bench.now_ms()
        user_id = _part(ask, "recipient").get("user_id")
        lost = self.hurdles(account)
        if refusal := rules.fault_of_message(ask.get("message")):
            raise Refused(refusal)
        person = self.world.person("zalo", account.id, str(user_id))
        refusal = rules.refusal_to_person(user_id, person, now)
        if refusal or person is None:
            raise Refused(refusal or rules.NO_FOLLOWER)
        free = rules.quota(person, account.id, now)
        if free is None and not self.bench.templates.use(account.id, "reply"):
            raise Refused(rules.NO_QUOTA)
        message = ask["message"]
        kind, more = self.shelf.content(account, message)
        if message.get("quote_message_id"):
            more["quote"] = message["quote_message_id"]
        more["charged"] = free is None
        entry = self.out(account, person.id, kind, str(message.get("text") or ""), more, lost)
        return _taken(entry) | ({"quota": free} if free else {})

    def template(self, account: Account) -> dict[str, Any]:
        """A template message by user id: allowed at any time to people who know the OA."""
        ask = asked()
        lost, data = self.hurdles(account), ask.get("template_data")
        template = self.bench.templates.find(account, str(ask.get("template_id") or ""))
        refusal = zalo_templates.refusal_of(template, data, self.bench.now())
        if refusal is None and template is not None and not template.by_uid:
            refusal = zalo_templates.NOT_BY_UID
        if refusal or template is None:
            raise Refused(refusal or zalo_templates.UNKNOWN)
        person = self.world.person("zalo", account.id, str(ask.get("user_id")))
        if person is None or person.blocked:
            raise Refused(rules.GONE if person else rules.BAD_USER)
        text = zalo_templates.shown(data)
        card = {"type": "template", "payload": {"zinstant_id": f"z-{fresh('0123456789', 10)}", "text": text}}
        more = {"template_id": template.id, "template_data": data, "attachment": card, "rating": template.rating}
        entry = self.out(account, person.id, "template", text, more, lost)
        return _taken(entry) | {"quota": {"quota_type": "purchase_quota", "remain": 4821}}

    def message_v2(self, account: Account) -> dict[str, Any]:
        """Closed for messages to users; still the place for reactions and for visitors who are not logged in."""
        ask = asked()
        to, action = _part(ask, "recipient"), ask.get("sender_action")
        if to.get("anonymous_id"):
            return self._to_visitor(account, str(to["anonymous_id"]), str(to.get("conversation_id")), ask)
        if not isinstance(action, Mapping):
            raise Refused(rules.CLOSED_API)
        entry = self.world.entry(str(action.get("react_message_id")))
        if action.get("react_icon") not in ICONS or entry is None or entry.account != account.id:
            raise Refused(rules.bad_parameter("react_message_id"))
        return {"message_id": fresh_msg_id(), "user_id": entry.person}

    def _to_visitor(self, account: Account, visitor: str, talk: str, ask: Mapping[str, Any]) -> dict[str, Any]:
        lost = self.hurdles(account)
        person = self.world.person("zalo", account.id, visitor)
        if person is None or talk != conversation_of(visitor):
            raise Refused(rules.bad_parameter("conversation_id"))
        refusal = rules.fault_of_message(ask.get("message"))
        refusal = refusal or rules.refusal_to_silent(person, self.bench.now_ms())
        if refusal:
            raise Refused(refusal)
        entry = self.out(account, visitor, "text", str(ask["message"].get("text") or ""), {"conversation": talk}, lost)
        return _taken(entry)

    def out(
        self, account: Account, person: str, kind: str, text: str, more: Mapping[str, Any], lost: str = ""
    ) -> Entry:
        """What the OA says, said and told to it.

        raises  AnswerLost when it went out and the answer is to get lost
        """
        entry = Entry(
            key=fresh_msg_id(),
            channel="zalo",
            account=account.id,
            person=person,
            side="product",
            place="chat",
            kind=kind,
            text=text,
            at=self.bench.now_ms(),
            more=more,
        )
        self.world.add(entry)
        self.herald.sent(account, entry)
        if lost:
            raise AnswerLost(lost)
        return entry

    def hurdles(self, account: Account) -> str:
        """Ordered failures; how the answer of what goes out gets lost, if it does."""

        def refuse(error: Any) -> None:
            raise Refused(zalo_errors.ordered(error))

        return self.bench.stumble("zalo", account.id, refuse)


def _taken(entry: Entry) -> dict[str, Any]:
    return {"message_id": entry.key, "user_id": entry.person, "sent_time": str(entry.at)}


def _part(ask: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = ask.get(name)
    return part if isinstance(part, Mapping) else {}
