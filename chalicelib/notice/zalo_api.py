"""Zalo's messages as a carrier of the courier: consultation, answers to visitors, templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import observe
from chalicelib.channel.signature import appsecret_proof
from chalicelib.channel.wire import ident, inner
from chalicelib.channel.zalo import refusal
from chalicelib.errors import PetitionError
from chalicelib.http_client import Answer, post
from chalicelib.identity.vault import Person
from chalicelib.notice import usage
from chalicelib.notice.letter import Letter
from chalicelib.notice.taken import Taken
from chalicelib.notice.token import Vouchers
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice

CONSULTATION = "v3.0/oa/message/cs"
VISITORS = "v2.0/oa/message"
BY_USER = "v3.0/oa/message/template"
BY_PHONE = "message/template"
FORM_TITLE, FORM_TEXT = 100, 500  # characters


@dataclass(frozen=True)
class ZaloApi:
    """base: the OA API; business: the API of templates by telephone number."""

    base: str
    business: str
    vouchers: Vouchers

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        assert notice.origin is not None
        oa = notice.origin.account
        if way is Way.ZALO_TEMPLATE_PHONE:
            return self._taken(oa, f"{self.business}/{BY_PHONE}", template_by_phone(person.phone, part), "msg_id")
        if way is Way.ZALO_TEMPLATE_UID:
            body = {"user_id": person.platform_id, "template_id": part.template, "template_data": dict(part.parameters)}
            return self._taken(oa, f"{self.base}/{BY_USER}", body, "message_id")
        if notice.origin.ref:  # a visitor's conversation
            recipient = {"anonymous_id": person.platform_id, "conversation_id": notice.origin.ref}
            body = {"recipient": recipient, "message": {"text": part.body}}
            return self._taken(oa, f"{self.base}/{VISITORS}", body, "message_id")
        whom = {"user_id": person.platform_id}
        said = {"recipient": whom, "message": {"text": part.body}}
        taken = self._taken(oa, f"{self.base}/{CONSULTATION}", said, "message_id")
        if part.asks_contact and part.picture:
            self._ask(oa, {"recipient": whom, "message": contact_form(part)})
        return taken

    def _ask(self, oa: str, body: Mapping[str, Any]) -> None:
        """The platform's own form. The words have arrived and ask for the same: whatever becomes of it, they stand."""
        try:
            self._taken(oa, f"{self.base}/{CONSULTATION}", body, "message_id")
        except PetitionError:
            observe.count("ContactFormsNotShown")

    def _taken(self, oa: str, url: str, body: Mapping[str, Any], name_of_id: str) -> Taken:
        answer = self._posted(oa, url, body)
        data = inner(answer.body, "data")
        return Taken(ident(inner(data, name_of_id)), usage=usage.of_zalo(answer.headers), note=quota_of(data))

    def _posted(self, oa: str, url: str, body: Mapping[str, Any]) -> Answer:
        def call(token: Mapping[str, Any]) -> Answer:
            app = self.vouchers.get(f"zalo/app/{token['app']}")
            proof = appsecret_proof(token["access_token"], app["app_secret"])
            answer = post(url, body, {"access_token": token["access_token"], "appsecret_proof": proof})
            if error := refusal(answer.status, answer.body):
                error.facts.update(usage.retry_after(answer.headers))
                raise error
            return answer

        return self.vouchers.used(f"zalo/oa/{oa}", call)


def template_by_phone(phone: str, part: Letter) -> dict[str, Any]:
    """`tracking_id` comes back with the delivery and the rating: it is all that joins them with the notice."""
    return {
        "phone": phone.removeprefix("+"),
        "template_id": part.template,
        "template_data": dict(part.parameters),
        "tracking_id": part.tracking,
    }


def contact_form(part: Letter) -> dict[str, Any]:
    title = part.subject[:FORM_TITLE] or "Thông tin liên hệ"
    element = {"title": title, "subtitle": part.body[:FORM_TEXT], "image_url": part.picture}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}


def quota_of(data: Any) -> str:
    """What the message cost the OA, as far as Zalo says: `quota 4821`, or that it was charged; nothing when free."""
    quota = inner(data, "quota")
    if not isinstance(quota, dict):
        return "quota 0: charged"
    left = ident(quota.get("remain", quota.get("remainingQuota")))
    return "" if quota.get("quota_type") == "reply" or not left else f"quota {left}"
