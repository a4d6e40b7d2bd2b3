"""Makes many people followers without a webhook each: in the tables as their first words would have left them.

Conversations and the vault are written in bulk. The product's own stream then enters the conversations in its register
of followers; what a petition would have said of them is told the register through its own class.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from infra.local.broadcast_storm_people import Fan, Lot
from infra.local.place import KEYS
from infra.local.replay_count import dynamodb
from infra.local.storm_ground import Ground

if TYPE_CHECKING:
    from chalicelib.broadcast.follower import Follower

AT_ONCE, WRITERS = 25, 8
LOOK, PATIENCE = 10.0, 120.0  # seconds
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Town:
    """The tables and the stand-ins of one province. `alias_key` is the secret behind the aliases."""

    run: Mapping[str, Any]
    ground: Ground
    slug: str
    alias_key: bytes

    def settle(self, fans: Sequence[Fan], here: str, elsewhere: str, field: str, say: Callable[[str], None]) -> None:
        """Make them followers, and wait until the stream has entered the last of them in the register.

        here, elsewhere  commune codes: of whom the broadcast is about, and of the others
        field            id of the category of which they have written
        raises           LookupError when nobody more is entered for two minutes
        """
        self._meet(fans)
        say("known to the stand-ins")
        outputs, now = self.run["outputs"], datetime.now(UTC)
        aliases = {fan.who: self._alias(fan) for fan in fans}
        self._write(outputs["PeopleTable"], (self._person(fan, aliases[fan.who]) for fan in fans))
        say("known to the vault")
        register = self._register(outputs["PetitionsTable"])

        def asked(fan: Fan) -> None:
            facts = (field, elsewhere if fan.lot is Lot.AWAY else here, "person")
            register.asked(self.slug, f"{fan.channel}#{fan.account}#{aliases[fan.who]}", "TIN", facts)

        with ThreadPoolExecutor(WRITERS) as threads:
            list(threads.map(asked, fans))
        say("petitions known to the register")
        self._write(outputs["PetitionsTable"], (self._talk(fan, aliases[fan.who], now) for fan in fans))
        say("their conversations are there")
        self._entered({here, elsewhere}, len(fans), say)

    def _meet(self, fans: Sequence[Fan]) -> None:
        for channel, account in sorted({(fan.channel, fan.account) for fan in fans}):
            ids = [fan.id for fan in fans if (fan.channel, fan.account) == (channel, account)]
            self.ground.order("meet", {"channel": channel, "account": account, "people": ids})
        for fan in fans:
            if fan.lot is Lot.BLOCKED:
                self.ground.order("block", {"channel": fan.channel, "account": fan.account, "person": fan.id})

    def places(self) -> set[str]:
        """Communes of which somebody follows already: a run needs one of its own."""
        return {place for one in self._followers() for place in one.places}

    def _entered(self, places: set[str], many: int, say: Callable[[str], None]) -> None:
        # Not by asking for an estimate: what is counted of a large register is kept for an hour.
        known, moved = -1, time.monotonic()
        while known < many:
            before, known = known, sum(not places.isdisjoint(one.places) for one in self._followers())
            say(f"the register knows {known} of {many}")
            moved = time.monotonic() if known != before else moved
            if time.monotonic() - moved > PATIENCE:
                raise LookupError(f"the register knows {known} of {many}")
            time.sleep(LOOK if known < many else 0)

    def _followers(self) -> Iterator[Follower]:
        from chalicelib.broadcast.follower import SHARDS

        register = self._register(self.run["outputs"]["PetitionsTable"])
        for shard in range(SHARDS):
            after, more = "", True
            while more:
                part = register.slice(self.slug, shard, after, 1000)
                yield from part.followers
                after, more = part.after, bool(part.after)

    def _register(self, table: str) -> Any:
        from chalicelib.broadcast.dynamo_register import DynamoRegister

        region = str(self.run.get("region", "ap-southeast-1"))
        os.environ.update(KEYS | {"AWS_REGION": region, "AWS_DEFAULT_REGION": region})
        os.environ["AWS_ENDPOINT_URL"] = str(self.run["cloud_url"])
        return DynamoRegister(table, lambda: datetime.now(UTC))

    def _alias(self, fan: Fan) -> str:
        from chalicelib.identity.vault import alias_of

        return alias_of(self.alias_key, self.slug, fan.channel, fan.account, fan.id)

    def _person(self, fan: Fan, alias: str) -> Item:
        texts = {"tenant": self.slug, "alias": alias, "platform_id": fan.id, "submitter": "citizen"}
        texts |= {"pk": f"P#{self.slug}#{alias}", "sk": "PERSON", "channel": fan.channel, "account": fan.account}
        return {name: {"S": value} for name, value in texts.items()}

    def _talk(self, fan: Fan, alias: str, now: datetime) -> Item:
        from chalicelib.ticket.conversation import Conversation
        from chalicelib.ticket.dynamo_rows import conversation_row

        talk = Conversation(
            tenant=self.slug, channel=fan.channel, account=fan.account, alias=alias, heard_at=now, greeted_at=now,
            locale=fan.locale, muted_at=now if fan.lot is Lot.MUTED else None,
            left_at=now if fan.lot is Lot.LEFT else None, version=1,
        )  # fmt: skip
        item: Item = conversation_row(talk).serialize()
        return item

    def _write(self, table: str, items: Iterable[Item]) -> None:
        client = dynamodb(self.run)
        with ThreadPoolExecutor(WRITERS) as threads:
            list(threads.map(lambda some: _put(client, table, some), _lots(items)))


def _lots(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _put(client: Any, table: str, items: Sequence[Item]) -> None:
    asked: Any = {table: [{"PutRequest": {"Item": item}} for item in items]}
    while asked:
        asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems") or {}
