"""Facebook's Send API and page comments, as a carrier of the courier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib.channel.facebook import quick_replies, refusal
from chalicelib.channel.signature import appsecret_proof
from chalicelib.errors import Refused
from chalicelib.http_client import post_json
from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Lane

VERSION = "v25.0"


@dataclass(frozen=True)
class FacebookApi:
    base: str
    secrets: Callable[[str], dict[str, Any]]

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> str:
        assert notice.origin is not None
        origin = notice.origin
        if way is Way.COMMENT:
            return self._post(origin.account, f"{quote(origin.ref)}/comments", {"message": part.body}, "id")
        message: dict[str, Any] = {"text": part.body, "metadata": mark}
        if part.choices:
            message["quick_replies"] = quick_replies(part.choices)
        body: dict[str, Any] = {"recipient": {"id": person.platform_id}, "message": message}
        if way is Way.PRIVATE_REPLY:
            kind = "comment_id" if origin.lane is Lane.COMMENT else "post_id"
            body["recipient"] = {kind: origin.ref}
        elif way is Way.HUMAN_AGENT:
            body |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        else:
            body["messaging_type"] = "RESPONSE"
        return self._post(origin.account, f"{quote(origin.account)}/messages", body, "message_id")

    def _post(self, page: str, path: str, body: dict[str, Any], answer_id: str) -> str:
        token = self.secrets(f"facebook/page/{page}")
        secret = self.secrets(f"facebook/app/{token['app']}")["app_secret"]["current"]
        proof = appsecret_proof(token["access_token"], secret)
        query = urlencode({"access_token": token["access_token"], "appsecret_proof": proof})
        status, answer = post_json(f"{self.base}/{VERSION}/{path}?{query}", body)
        if status == 200 and isinstance(answer, dict) and answer.get(answer_id):
            return str(answer[answer_id])
        if status == 200:
            raise Refused("Facebook's answer has no id", status=status)
        raise refusal(status, answer)
