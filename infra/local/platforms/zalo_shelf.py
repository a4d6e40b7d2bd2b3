"""Files the OA uploaded, to be sent within seven days."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import request

from infra.local.platforms import zalo_rules as rules
from infra.local.platforms.bench import LETTERS, Bench, fresh
from infra.local.platforms.outside import Account
from infra.local.platforms.zalo_rules import Refused


class Shelf:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def keep_image(self, account: Account) -> dict[str, Any]:
        return {"attachment_id": self._keep(account, rules.IMAGE_BYTES, (b"\xff\xd8\xff", b"\x89PNG"))}

    def keep_file(self, account: Account) -> dict[str, Any]:
        return {"token": self._keep(account, rules.FILE_BYTES, (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))}

    def _keep(self, account: Account, limit: int, begins: tuple[bytes, ...]) -> str:
        sent = request.files.get("file")
        body = b""
        if sent:
            with sent.stream:
                body = sent.stream.read(limit + 1)
        if sent is None or not body.startswith(begins):
            raise Refused(rules.bad_parameter("file"))
        if len(body) > limit:
            raise Refused(rules.TOO_LONG)
        token = fresh(LETTERS, 36)
        self.bench.store.write(
            "INSERT INTO uploads VALUES (?,?,?,?,?,?)",
            token,
            account.id,
            sent.filename or "tep",
            sent.mimetype,
            body,
            self.bench.now_ms(),
        )
        return token

    def content(self, account: Account, message: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The kind of a message, and its attachment as the echo will show it."""
        attachment = message.get("attachment")
        if not attachment:
            return "text", {}
        payload = attachment["payload"]
        element = (payload.get("elements") or [{}])[0]
        if payload.get("template_type") == "request_user_info":
            if not all(element.get(name) for name in ("title", "subtitle", "image_url")):
                raise Refused(rules.bad_parameter("elements"))
            return "list", {"attachment": dict(attachment), "asks_contact": True, "title": element["title"]}
        token = payload.get("token") or element.get("attachment_id")
        row = self.bench.store.row("SELECT * FROM uploads WHERE token=? AND oa=?", token, account.id) if token else None
        if token and row is None:
            raise Refused(rules.bad_parameter("attachment_id"))
        url = f"{self.bench.base_url}/media/upload/{token}" if token else element.get("url") or ""
        if attachment["type"] == "file" and row:
            shown = {
                "size": str(len(row["body"])),
                "name": row["name"],
                "url": url,
                "checksum": hashlib.md5(row["body"], usedforsecurity=False).hexdigest(),
            }
            return "file", {"attachment": {"type": "file", "payload": shown}, "media": [url]}
        if payload.get("template_type") != "media" or not url:
            return "list", {"attachment": dict(attachment)}
        return "image", {
            "attachment": {"type": "image", "payload": {"thumbnail": url, "url": url}},
            "media": [url],
        }
