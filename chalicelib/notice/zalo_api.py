"""Zalo's consultation messages (OA API v3), as a carrier of the courier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.channel.inbound import inner
from chalicelib.channel.signature import appsecret_proof
from chalicelib.channel.zalo import refusal
from chalicelib.http_client import post_json
from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.ticket.owed import Notice


@dataclass(frozen=True)
class ZaloApi:
    base: str
    secrets: Callable[[str], dict[str, Any]]

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> str:
        assert notice.origin is not None
        token = self.secrets(f"zalo/oa/{notice.origin.account}")
        app = self.secrets(f"zalo/app/{token['app']}")
        headers = {
            "access_token": token["access_token"],
            "appsecret_proof": appsecret_proof(token["access_token"], app["app_secret"]),
        }
        body = {"recipient": {"user_id": person.platform_id}, "message": {"text": part.body}}
        status, answer = post_json(f"{self.base}/v3.0/oa/message/cs", body, headers)
        if error := refusal(status, answer):
            raise error
        return str(inner(answer, "data", "message_id") or "")
