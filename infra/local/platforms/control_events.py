"""Orders of the control API about the other side: staff at the platform's own console, and the platform itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.platforms import facebook_events, facebook_feed, zalo_news
from infra.local.platforms.bench import Bench, fresh_mid, fresh_msg_id, fresh_number
from infra.local.platforms.facebook_caller import PAGE_ITSELF
from infra.local.platforms.gestures import BadOrder
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.templates import PLENTY
from infra.local.platforms.world import Entry, person_id

PAGE_INBOX = "263902037430900"
CONSOLE_ADMIN = "8220417735519906643"
Answer = dict[str, Any]


@dataclass(frozen=True)
class Events:
    bench: Bench
    herald: Herald

    def reply(self, order: Any) -> Answer:
        """Somebody of the account answers by hand: in the page's inbox, on the OA's console, or below a comment."""
        account, text = self._account(order), str(order["text"])
        if order.get("comment"):
            entry = self._below(account, str(order["comment"]), text)
            page = {"id": account.id, "name": account.name}
            self.bench.world.add(entry)
            self.herald.tell(account, entry.key, "feed", facebook_feed.comment(entry, page))
            return {"key": entry.key}
        who = self._person(account, order)
        facebook = account.channel == "facebook"
        entry = Entry(
            key=fresh_mid() if facebook else fresh_msg_id(),
            channel=account.channel,
            account=account.id,
            person=who,
            side="product",
            place="chat",
            kind="text",
            text=text,
            at=self.bench.now_ms(),
            more={"app": PAGE_INBOX} if facebook else {"admin": CONSOLE_ADMIN},
        )
        self.bench.world.add(entry)
        self.herald.sent(account, entry)
        return {"key": entry.key, "person": who}

    def hold(self, order: Any) -> Answer:
        """Another app takes a conversation of the page, or with `held` false gives it back."""
        account = self._account(order)
        who, taken = self._person(account, order), bool(order.get("held", True))
        self.bench.marks.hold(account.channel, account.id, who, PAGE_INBOX if taken else "")
        ours, at = self.herald.app_id(account), self.bench.now_ms()
        document = facebook_events.thread_control(account.id, who, at, taken=taken, app=PAGE_INBOX, ours=ours)
        self.herald.tell(account, who, "control", document)
        return {"person": who}

    def policy(self, order: Any) -> Answer:
        """The platform blocks the whole page, or lets it send again; `action` block or unblock."""
        account, action = self._account(order), str(order["action"])
        self.bench.world.know("facebook", account.id, PAGE_ITSELF, "")
        self.bench.marks.hold("facebook", account.id, PAGE_ITSELF, "policy" if action == "block" else "")
        document = facebook_events.policy(account.id, action, self.bench.now_ms())
        self.herald.tell(account, account.id, "policy", document)
        return {"ok": True}

    def hide(self, order: Any) -> Answer:
        """Somebody of the page hides a comment, or with `hidden` false shows it again."""
        entry, hidden = self.bench.world.entry(str(order["key"])), bool(order.get("hidden", True))
        if entry is None or entry.place == "chat":
            raise BadOrder("only a comment or post can be hidden")
        account = self._account({"channel": "facebook", "account": entry.account})
        self.bench.world.hide(entry.key, hidden)
        person = self.bench.world.person("facebook", account.id, entry.person)
        author = {"id": entry.person, "name": person.name if person else ""}
        event = facebook_feed.comment if entry.place == "comment" else facebook_feed.visitor_post
        self.herald.tell(account, entry.key, "hide", event(entry, author, "hide" if hidden else "unhide"))
        return {"ok": True}

    def template(self, order: Any) -> Answer:
        """What a template is from now on; a new status is told by webhook, as Zalo tells it."""
        account = self._account(order)
        found = self.bench.templates.find(account, str(order["id"]))
        before = found.status if found else "PENDING_REVIEW"
        self.bench.templates.put(account.id, {k: v for k, v in order.items() if k not in ("channel", "account")})
        after = str(order.get("status", "APPROVED"))
        if account.channel == "zalo" and found and before != after:
            app_id, at = self.herald.app_id(account), self.bench.now_ms()
            document = zalo_news.template_status(account.id, app_id, str(order["id"]), before, after, at)
            self.herald.tell(account, str(order["id"]), "news", document)
        return {"ok": True}

    def quota(self, order: Any) -> Answer:
        """How much an OA may still send: `daily` templates (told by webhook), `reply` beyond 48 hours."""
        account = self._account(order)
        for what in PLENTY.keys() & order.keys():
            before = self.bench.templates.left(account.id, what)
            self.bench.templates.put_left(account.id, what, int(order[what]))
            if what == "daily":
                document = zalo_news.daily_quota(account.id, before, int(order[what]), self.bench.now_ms())
                self.herald.tell(account, account.id, "news", document)
        return {"ok": True}

    def telephone(self, order: Any) -> Answer:
        """What is the matter with a number on Zalo: no_zalo, unreachable, refuses, or nothing."""
        self.bench.templates.put_telephone(str(order["phone"]), str(order.get("state") or ""))
        return {"ok": True}

    def subscription(self, order: Any) -> Answer:
        """Which fields the page is subscribed to; none: the platform has switched the app off."""
        account, fields = self._account(order), list(order.get("fields", ()))
        row = "INSERT OR REPLACE INTO subscriptions VALUES (?,?)"
        self.bench.store.write(row, account.id, json.dumps(fields))
        return {"ok": True}

    def _below(self, account: Account, comment: str, text: str) -> Entry:
        remark = self.bench.world.entry(comment)
        if remark is None or remark.account != account.id:
            raise BadOrder(f"there is no comment {comment}")
        post = str(remark.more.get("post") or remark.key)
        return Entry(
            key=f"{post.partition('_')[2]}_{fresh_number()}",
            channel="facebook",
            account=account.id,
            person=remark.person,
            side="product",
            place="comment",
            kind="comment",
            text=text,
            at=self.bench.now_ms(),
            more={"post": post, "parent": comment, "by_hand": True},
        )

    def _account(self, order: Mapping[str, Any]) -> Account:
        account = self.bench.outside.account(str(order.get("channel", "facebook")), str(order["account"]))
        if account is None:
            raise BadOrder("no province has this account")
        return account

    def _person(self, account: Account, order: Mapping[str, Any]) -> str:
        who = person_id(account.channel, account.id, str(order["person"]))
        self.bench.world.know(account.channel, account.id, who, "")
        return who
