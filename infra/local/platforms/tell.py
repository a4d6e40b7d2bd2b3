"""Signs what happened and hands it to the line of the account."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from infra.local.platforms import facebook_events, zalo_events
from infra.local.platforms.bench import Bench
from infra.local.platforms.outside import Account
from infra.local.platforms.parcels import Parcel
from infra.local.platforms.signing import facebook_bytes, facebook_headers, zalo_bytes, zalo_headers
from infra.local.platforms.world import Entry, id_by_app


class NotReady(Exception):
    """The launcher has not written the secrets this needs."""


@dataclass(frozen=True)
class Herald:
    """Tells the product's door, in the account's own wire format."""

    bench: Bench

    def app_id(self, account: Account) -> str:
        app = self.bench.outside.app(account)
        if not app.get("app_id"):
            raise NotReady(f"secrets.json has no {account.channel}/app/{account.app}")
        return str(app["app_id"])

    def tell(self, account: Account, key: str, what: str, document: dict[str, Any], **more_headers: str) -> Future[int]:
        body, headers = self._signed(account, document)
        headers |= {name.replace("_", "-"): value for name, value in more_headers.items()}
        return self.bench.post.send(
            Parcel(
                key=key,
                what=what,
                channel=account.channel,
                account=account.id,
                path=f"/webhooks/{account.channel}/{account.app}",
                headers=headers,
                body=body,
            )
        )

    def said(self, account: Account, entry: Entry) -> Future[int]:
        """A person wrote in the chat."""
        if account.channel == "facebook":
            document = facebook_events.said(entry)
            if self.bench.marks.holder("facebook", account.id, entry.person):
                document = facebook_events.standby(document)
        else:
            app_id = self.app_id(account)
            document = zalo_events.said(entry, app_id, id_by_app(app_id, entry.person))
        return self.tell(account, entry.key, "message", document)

    def sent(self, account: Account, entry: Entry) -> None:
        """The product wrote in the chat: the echo, the arrival, and the look if the thread is on a screen."""
        app_id, at = self.app_id(account), self.bench.now_ms()
        if account.channel == "facebook":
            self.tell(account, entry.key, "echo", facebook_events.echo(entry, app_id))
            self.tell(account, entry.key, "delivery", facebook_events.delivered(entry, at + 1))
        else:
            by_app = id_by_app(app_id, entry.person)
            self.tell(account, entry.key, "echo", zalo_events.echo(entry, app_id, by_app))
            if not entry.more.get("conversation"):  # of a visitor nothing more is told
                self.tell(account, entry.key, "received", zalo_events.received(entry, app_id, by_app, at + 1))
        self.bench.marks.arrived(entry.key)
        if self.bench.is_open(account, entry.person):
            self.looked(account, entry.person)

    def looked(self, account: Account, person: str) -> None:
        """The person looks at the thread: everything unseen becomes seen, and the account is told."""
        seen, at = self.bench.world.see(account.channel, account.id, person), self.bench.now_ms() + 2
        if not seen:
            return
        if account.channel == "facebook":
            document = facebook_events.read(account.id, person, max(entry.at for entry in seen), at)
        else:
            app_id = self.app_id(account)
            keys = [entry.key for entry in seen]
            document = zalo_events.seen(account.id, person, app_id, id_by_app(app_id, person), keys, at)
        self.tell(account, seen[-1].key, "seen", document)

    def _signed(self, account: Account, document: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        app = self.bench.outside.app(account)
        try:
            if account.channel == "facebook":
                body = facebook_bytes(document)
                return body, facebook_headers(body, app["app_secret"]["current"])
            body = zalo_bytes(document)
            return body, zalo_headers(body, str(app["app_id"]), document["timestamp"], app["oa_secret_key"]["current"])
        except (KeyError, TypeError):
            raise NotReady(f"secrets.json has no complete {account.channel}/app/{account.app}") from None
