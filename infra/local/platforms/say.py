"""A person says something: it is remembered, opens the window if it may, and is told to the door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from infra.local.platforms import facebook_feed, gestures, media, zalo_events
from infra.local.platforms.bench import Bench, fresh_mid, fresh_msg_id, fresh_number
from infra.local.platforms.gestures import BadOrder, Gestures
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry, conversation_of, id_by_app, person_id, visitor_id

CHAT = ("text", "image", "location", "sticker", "postback", "quick_reply", "file", "audio", "video")
KINDS = {
    "facebook": (*CHAT, "comment", "visitor_post", *gestures.FACEBOOK),
    "zalo": (*CHAT, "gif", "link", "card", "follow", "unfollow", *gestures.ZALO),
}
KEPT = ("lat", "lon", "payload", "quote", "ref", "title", "phone", "conversation")
OF_VISITORS = ("text", "image", "file", "sticker")  # what people who are not logged in may send
SAMPLE = {
    "image": "o-ga.jpg",
    "sticker": "thich.png",
    "file": "don-kien-nghi.pdf",
    "audio": "loi-nhan.amr",
    "video": "loi-nhan.amr",
    "gif": "thich.png",
    "link": "o-ga.jpg",
}


def standing_post(page: str) -> str:
    """The page's own post below which people comment if they name no other."""
    return f"{page}_{person_id('facebook', page, 'bai-viet')}"


@dataclass(frozen=True)
class Speech:
    bench: Bench
    herald: Herald

    def say(self, order: Mapping[str, Any]) -> tuple[str, list[tuple[Entry, Future[int]]]]:
        """The person's platform id, and each message with the door's first answer to come."""
        account = self._account(order)
        kind, at = str(order.get("kind") or "text"), int(float(order.get("at") or self.bench.now()) * 1000)
        if kind not in KINDS[account.channel]:
            raise BadOrder(
                f"{kind} is not something people do on {account.channel}: {', '.join(KINDS[account.channel])}"
            )
        who = person_id(account.channel, account.id, str(order.get("person") or "nguoi-dan-1"))
        if order.get("visitor"):
            return self._visit(account, visitor_id(who), kind, at, order)
        self.bench.world.know(account.channel, account.id, who, str(order.get("name") or ""))
        if kind in ("follow", "unfollow"):
            return who, [self._follow(account, who, kind, at)]
        if kind in ("comment", "visitor_post"):
            return who, [self._remark(account, who, kind, at, order)]
        if kind not in (*CHAT, "gif", "link", "card"):
            return who, [Gestures(self.bench, self.herald).do(account, who, kind, at, order)]
        self.bench.world.acted(account.channel, account.id, who, at=at, wrote=True)
        return who, [self._chat(account, entry) for entry in self._entries(account, who, kind, at, order)]

    def _visit(
        self, account: Account, who: str, kind: str, at: int, order: Mapping[str, Any]
    ) -> tuple[str, list[tuple[Entry, Future[int]]]]:
        """Somebody who is not logged in writes to the OA."""
        if account.channel != "zalo" or kind not in OF_VISITORS:
            raise BadOrder(f"visitors write to a Zalo OA only: {', '.join(OF_VISITORS)}")
        self.bench.world.know("zalo", account.id, who, "")
        self.bench.world.acted("zalo", account.id, who, at=at, wrote=True)
        entries = self._entries(account, who, kind, at, {**order, "conversation": conversation_of(who)})
        return who, [self._chat(account, entry) for entry in entries]

    def _account(self, order: Mapping[str, Any]) -> Account:
        channel, name = str(order.get("channel")), str(order.get("account"))
        account = self.bench.outside.account(channel, name)
        if account is None:
            raise BadOrder(f"no province has the {channel} account {name}")
        return account

    def _chat(self, account: Account, entry: Entry) -> tuple[Entry, Future[int]]:
        self.bench.world.add(entry)
        return entry, self.herald.said(account, entry)

    def _entries(self, account: Account, who: str, kind: str, at: int, order: Mapping[str, Any]) -> Iterator[Entry]:
        """One entry, or on Zalo one a picture: it sends an album as separate events."""
        media_urls, text = self._media(kind, order), str(order.get("text") or "")
        if kind == "text" and not text:
            raise BadOrder("a text message needs text")
        more = {name: order[name] for name in KEPT if order.get(name) is not None}
        if kind == "location" and not {"lat", "lon"} <= set(more):
            raise BadOrder("a location needs lat and lon")
        lots = [media_urls]
        if account.channel == "zalo" and kind == "image":
            lots = [[url] for url in media_urls]
        if account.channel == "zalo" and kind in ("postback", "quick_reply"):
            text = str(order.get("payload") or text)
        for number, lot in enumerate(lots):
            extra: dict[str, Any] = {"media": lot} if lot else {}
            if kind == "file":
                extra["file"] = media.described(lot[0].rpartition("/")[2], lot[0])
            key = fresh_mid() if account.channel == "facebook" else fresh_msg_id()
            yield Entry(
                key=key,
                channel=account.channel,
                account=account.id,
                person=who,
                side="person",
                place="chat",
                kind=kind,
                text="" if number else text,
                at=at + number,
                more=more | extra,
            )

    def _remark(
        self, account: Account, who: str, kind: str, at: int, order: Mapping[str, Any]
    ) -> tuple[Entry, Future[int]]:
        """Something said in public. It opens no window."""
        media_urls = self._media("", order)
        text = str(order.get("text") or "")
        if not text and not media_urls:
            raise BadOrder("a comment or post needs text or media")
        person = self.bench.world.person(account.channel, account.id, who)
        author = {"id": who, "name": (person.name if person else "") or "Người dùng Facebook"}
        more: dict[str, Any] = {"media": media_urls} if media_urls else {}
        if kind == "comment":
            post = str(order.get("post") or standing_post(account.id))
            more |= {"post": post, "parent": str(order.get("parent") or post)}
            key, place = f"{post.partition('_')[2]}_{fresh_number()}", "comment"
        else:
            key, place = f"{account.id}_{fresh_number()}", "post"
        entry = Entry(
            key=key,
            channel=account.channel,
            account=account.id,
            person=who,
            side="person",
            place="comment" if place == "comment" else "post",
            kind=kind,
            text=text,
            at=at,
            more=more,
        )
        self.bench.world.add(entry)
        event = facebook_feed.comment if kind == "comment" else facebook_feed.visitor_post
        return entry, self.herald.tell(account, key, "message", event(entry, author))

    def _follow(self, account: Account, who: str, kind: str, at: int) -> tuple[Entry, Future[int]]:
        self.bench.world.follow(account.channel, account.id, who, kind == "follow")
        if kind == "follow":
            self.bench.world.acted(account.channel, account.id, who, at=at, wrote=False)
        app_id = self.herald.app_id(account)
        entry = Entry(
            key=fresh_msg_id(),
            channel="zalo",
            account=account.id,
            person=who,
            side="person",
            place="chat",
            kind=kind,
            text="",
            at=at,
        )
        self.bench.world.add(entry)
        document = zalo_events.follow(account.id, who, app_id, id_by_app(app_id, who), at, kind)
        return entry, self.herald.tell(account, entry.key, "message", document)

    def _media(self, kind: str, order: Mapping[str, Any]) -> list[str]:
        given = order.get("media") or SAMPLE.get(kind) or []
        return [self.bench.media_url(str(name)) for name in ([given] if isinstance(given, str) else given)]
