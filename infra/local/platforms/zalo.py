"""The OA API as far as the product uses it. Errors are HTTP 200 with a number other than 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, jsonify, request

from infra.local.platforms import zalo_rules as rules
from infra.local.platforms.bench import AnswerLost, Bench, fresh, fresh_msg_id, stumble
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry, Person
from infra.local.platforms.zalo_oauth import Tokens, oauth_error
from infra.local.platforms.zalo_people import People, asked
from infra.local.platforms.zalo_rules import Refusal, Refused
from infra.local.platforms.zalo_shelf import Shelf

ICONS = ("/-strong", "/-heart", ":>", "--b", ":-((", ":-h", ":o", "/-remove")


def openapi(bench: Bench, tokens: Tokens) -> Blueprint:
    doors = Blueprint("zalo", __name__, url_prefix="/zalo")
    herald = Herald(bench)
    oa, people = OA(bench, herald, tokens), People(bench, herald)

    @doors.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        return jsonify(error.refusal.body())

    @doors.errorhandler(AnswerLost)
    def failed(_: AnswerLost) -> Any:
        return jsonify({"message": "Internal Server Error"}), 500

    @doors.post("/v4/oa/access_token")
    def access_token() -> Any:
        form = request.form
        if form.get("grant_type") != "refresh_token":
            return jsonify(oauth_error("Invalid grant type"))
        return jsonify(
            tokens.refresh(form.get("app_id", ""), request.headers.get("secret_key", ""), form.get("refresh_token", ""))
        )

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
    return doors


class OA:
    def __init__(self, bench: Bench, herald: Herald, tokens: Tokens) -> None:
        self.bench, self.world, self.herald, self.tokens = bench, bench.world, herald, tokens
        self.shelf = Shelf(bench)

    def speaker(self) -> Account:
        access = request.headers.get("access_token", "")
        holder = self.tokens.holder(access)
        if isinstance(holder, Refusal):
            raise Refused(holder)
        if not self.tokens.proved(holder, access, request.headers.get("appsecret_proof", "")):
            raise Refused(rules.BAD_PROOF)
        if self.bench.paces.too_fast("zalo", holder.app):
            raise Refused(rules.TOO_FAST)
        return holder

    def consult(self, account: Account) -> dict[str, Any]:
        """A consultation message: free for 48 hours, charged until 7 days, refused afterwards."""
        ask, now = asked(), self.bench.now_ms()
        user_id = _part(ask, "recipient").get("user_id")
        lost = self._hurdles(account)
        if refusal := rules.fault_of_message(ask.get("message")):
            raise Refused(refusal)
        person = self.world.person("zalo", account.id, str(user_id))
        refusal = rules.refusal_to_person(user_id, person, now)
        if refusal or person is None:
            raise Refused(refusal or rules.NO_FOLLOWER)
        message = ask["message"]
        kind, more = self.shelf.content(account, message)
        if message.get("quote_message_id"):
            more["quote"] = message["quote_message_id"]
        free = rules.quota(person, account.id, now)
        return self._out(
            account,
            person,
            kind,
            str(message.get("text") or ""),
            more | {"charged": free is None},
            free,
            lost,
        )

    def template(self, account: Account) -> dict[str, Any]:
        """A template message by user id: allowed at any time to people who know the OA."""
        ask = asked()
        lost = self._hurdles(account)
        if not str(ask.get("template_id") or "").isdigit():
            raise Refused(rules.bad_parameter("template_id"))
        if not isinstance(ask.get("template_data"), Mapping):
            raise Refused(Refusal(error=-132, message="template_data is invalid"))
        person = self.world.person("zalo", account.id, str(ask.get("user_id")))
        if person is None:
            raise Refused(rules.BAD_USER)
        if person.blocked:
            raise Refused(rules.GONE)
        text = "\n".join(f"{name}: {value}" for name, value in ask["template_data"].items())
        card = {"type": "template", "payload": {"zinstant_id": f"z-{fresh('0123456789', 10)}", "text": text}}
        more = {"template_id": ask["template_id"], "template_data": ask["template_data"], "attachment": card}
        return self._out(
            account, person, "template", text, more, {"quota_type": "purchase_quota", "remain": 4821}, lost
        )

    def message_v2(self, account: Account) -> dict[str, Any]:
        """Closed for messages; still the place for reactions."""
        ask = asked()
        action = ask.get("sender_action")
        if not isinstance(action, Mapping):
            raise Refused(rules.CLOSED_API)
        entry = self.world.entry(str(action.get("react_message_id")))
        if action.get("react_icon") not in ICONS or entry is None or entry.account != account.id:
            raise Refused(rules.bad_parameter("react_message_id"))
        return {"message_id": fresh_msg_id(), "user_id": entry.person}

    def _out(
        self,
        account: Account,
        person: Person,
        kind: str,
        text: str,
        more: dict[str, Any],
        quota: dict[str, Any] | None,
        lost: bool,
    ) -> dict[str, Any]:
        entry = Entry(
            key=fresh_msg_id(),
            channel="zalo",
            account=account.id,
            person=person.id,
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
            raise AnswerLost("lost")
        answer = {"message_id": entry.key, "user_id": person.id, "sent_time": str(entry.at)}
        return answer | ({"quota": quota} if quota else {})

    def _hurdles(self, account: Account) -> bool:
        """Ordered failures. True: the message goes out, but its answer gets lost."""

        def refuse(error: Any) -> None:
            raise Refused(rules.ordered(error))

        return stumble(self.bench, "zalo", account.id, refuse)


def _part(ask: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = ask.get(name)
    return part if isinstance(part, Mapping) else {}
