"""Facebook's Send API and page comments, as a carrier of the courier."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib import observe
from chalicelib.channel.facebook import quick_replies, refusal
from chalicelib.channel.signature import appsecret_proof
from chalicelib.errors import Refused, Unsure
from chalicelib.http_client import Answer, post
from chalicelib.identity.vault import Person
from chalicelib.notice import usage
from chalicelib.notice.letter import Letter
from chalicelib.notice.taken import Taken
from chalicelib.notice.token import Vouchers
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Lane, Origin

VERSION = "v25.0"
MARK_LIMIT = 1000  # characters of metadata


@dataclass(frozen=True)
class FacebookApi:
    base: str
    vouchers: Vouchers

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        assert notice.origin is not None
        origin = notice.origin
        if way is Way.COMMENT:
            return self._commented(origin, part)
        body = message_body(way, origin, person.platform_id, part, mark)
        return self._taken(origin.account, f"{quote(origin.account)}/messages", body, "message_id")

    def _commented(self, origin: Origin, part: Letter) -> Taken:
        """With its picture; a picture that Facebook does not take must not hold up the words."""
        path, words = f"{quote(origin.ref)}/comments", {"message": part.body}
        if part.picture:
            try:
                return self._taken(origin.account, path, words | {"attachment_url": part.picture}, "id")
            except Refused as error:
                if error.facts.get("gone"):
                    raise
                observe.count("PicturesRefused")
        return self._taken(origin.account, path, words, "id")

    def _taken(self, page: str, path: str, body: Mapping[str, Any], name_of_id: str) -> Taken:
        answer = self._posted(page, path, body)
        found = answer.body.get(name_of_id) if isinstance(answer.body, dict) else None
        if not found:
            raise Unsure("Facebook's answer has no id", status=answer.status)
        recipient = str(answer.body.get("recipient_id") or "")
        return Taken(str(found), recipient, usage.of_facebook(answer.headers))

    def _posted(self, page: str, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a request that Facebook took."""

        def call(token: Mapping[str, Any]) -> Answer:
            secret = self.vouchers.get(f"facebook/app/{token['app']}")["app_secret"]["current"]
            proof = appsecret_proof(token["access_token"], secret)
            query = urlencode({"access_token": token["access_token"], "appsecret_proof": proof})
            answer = post(f"{self.base}/{VERSION}/{path}?{query}", body)
            if answer.status != 200:
                raise _refusal(answer)
            return answer

        return self.vouchers.used(f"facebook/page/{page}", call)


def _refusal(answer: Answer) -> Exception:
    error = refusal(answer.status, answer.body)
    error.facts.update(usage.retry_after(answer.headers))
    return error


def message_body(way: Way, origin: Origin, person: str, part: Letter, mark: str) -> dict[str, Any]:
    """The body of a Send API request. HUMAN_AGENT is the only tag there is, and only for what a person wrote."""
    message: dict[str, Any] = {"text": part.body, "metadata": mark[:MARK_LIMIT]}
    if way is Way.UTILITY:
        message = {"template": _template(part), "metadata": mark[:MARK_LIMIT]}
    elif part.file:
        carried = {"type": part.file.kind, "payload": {"url": part.file.url}}
        message = {"attachment": carried, "metadata": mark[:MARK_LIMIT]}
    elif part.asks_contact:
        message["quick_replies"] = quick_replies(part.choices, asks_contact=True)
    elif part.choices:
        message["quick_replies"] = quick_replies(part.choices)
    body: dict[str, Any] = {"recipient": {"id": person}, "message": message}
    if way is Way.PRIVATE_REPLY:
        kind = "comment_id" if origin.lane is Lane.COMMENT else "post_id"
        return body | {"recipient": {kind: origin.ref}}
    if way is Way.HUMAN_AGENT:
        return body | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return body | {"messaging_type": "UTILITY" if way is Way.UTILITY else "RESPONSE"}


def _template(part: Letter) -> dict[str, Any]:
    """As Meta's other business messages name theirs; to be confirmed with a live account."""
    values = [{"type": "text", "text": value} for value in part.parameters.values()]
    language = {"code": part.locale}
    return {
        "name": part.template,
        "language": language,
        "components": [{"type": "body", "parameters": values}] if values else [],
    }
