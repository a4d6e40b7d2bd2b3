"""What platforms say of messages we sent: that they went out, arrived, were seen. Nothing ever moves backwards."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import StaleTicket
from chalicelib.notice.delivery import delivered, proven, seen
from chalicelib.notice.marks import Mark, read_mark
from chalicelib.notice.reconcile import MARK, TRACKING
from chalicelib.notice.threads import Threads
from chalicelib.notice.traces import Traces, below_post, notice_tracked
from chalicelib.notice.watermark import Watermarks
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.ticket.code import read_code
from chalicelib.ticket.owed import Notice, State
from chalicelib.ticket.store import Outbox
from chalicelib.ticket.ticket import Channel, Lane

RACES = 3
PROVABLE = (State.OWED, State.UNSURE, State.FAILED)
_CODE = re.compile(r"\b[A-Z]{2,4}(?:-[0-9A-Z]{4}){3}\b")
_LATE = timedelta(days=3)  # no webhook comes later; a time before that is none

Settle = Callable[[Notice], Notice]
Move = Callable[[Notice, str, datetime], Notice]
_MOVES: Mapping[Heard, Move] = {Heard.DELIVERED: delivered, Heard.SEEN: seen}


@dataclass(frozen=True)
class Receipts:
    outbox: Outbox
    traces: Traces
    threads: Threads
    alias: Callable[[str, str, str, str], str]
    settle: Settle
    watermarks: Watermarks
    now: Callable[[], datetime]

    def take(self, province: Province, heard: Inbound) -> None:
        if heard.heard is Heard.ECHO and heard.by_us:
            self._echo(province, heard)
        elif heard.heard is Heard.DELIVERED and heard.tracking:
            self._tracked(province, heard)
        elif heard.heard in _MOVES:
            if heard.message_ids or heard.channel is not Channel.FACEBOOK:
                self._received(province, heard, _MOVES[heard.heard])
            elif heard.person:
                self._upto(province, heard, _MOVES[heard.heard])

    def _echo(self, province: Province, heard: Inbound) -> None:
        if heard.channel is Channel.FACEBOOK and heard.lane is Lane.DIRECT:
            mark = read_mark(heard.metadata)
            if mark and mark.tenant == province.slug:
                self._marked(mark, heard)
            return
        for where, text in self._said(province, heard):
            self._keep(heard, where, text)

    def _said(self, province: Province, heard: Inbound) -> Iterator[tuple[str, str]]:
        """Place and words an answer of ours may be recognised by; of a template's own words, the code in them."""
        if heard.lane is not Lane.DIRECT:
            yield heard.parent, heard.text
            if heard.lane is Lane.COMMENT:
                yield below_post(heard.ref), heard.text
            return
        alias = self.alias(province.slug, heard.channel, heard.account, heard.person)
        yield alias, heard.text
        for code in dict.fromkeys(_CODE.findall(heard.text)):
            if read_code(code):
                yield alias, code

    def _marked(self, mark: Mark, heard: Inbound) -> None:
        notice = self.outbox.get(mark.parent, mark.notice)
        if notice is None:
            return
        if mark.number == len(notice.supplier_ids) and notice.state in (*PROVABLE, State.SENDING):
            notice = self._prove(notice, mark.total, heard, MARK, str(mark))
        self.threads.link(notice, heard.person)  # also while it is being sent: the answer that names them may be lost

    def _tracked(self, province: Province, heard: Inbound) -> None:
        """A template by telephone number has arrived. It comes without an echo: this is all we hear of it."""
        key = notice_tracked(province.slug, heard.tracking)
        notice = self.outbox.get(*key) if key else None
        if notice is None or notice.lane != Way.ZALO_TEMPLATE_PHONE:
            observe.count("ReceiptsUnknown", tenant=province.slug)
            return
        if notice.state in (*PROVABLE, State.SENDING):
            notice = self._prove(notice, 1, heard, TRACKING, heard.tracking)
        if notice.state is State.SENT:
            self._move(notice, notice.supplier_ids[-1], heard, delivered)

    def _prove(self, notice: Notice, total: int, heard: Inbound, where: str, text: str) -> Notice:
        """Its next part has arrived. While somebody is sending it, that is only kept where they will look."""
        message_id = ",".join(heard.message_ids)
        if notice.state in PROVABLE:
            try:
                proved = self.settle(proven(notice, message_id, total, self.now()))
            except StaleTicket:
                observe.count("ReceiptsRaced", tenant=notice.tenant)
            else:
                self.traces.sent(heard.channel, heard.account, message_id, notice.parent, notice.id, self.now())
                return proved
        self._keep(heard, where, text)
        return notice

    def _keep(self, heard: Inbound, where: str, text: str) -> None:
        at = heard.occurred_at if self.now() - heard.occurred_at < _LATE else self.now()
        self.traces.heard(heard.channel, heard.account, where, text, ",".join(heard.message_ids), at)

    def _received(self, province: Province, heard: Inbound, move: Move) -> None:
        for message_id in heard.message_ids:
            found = self.traces.find(heard.channel, heard.account, message_id)
            notice = self.outbox.get(*found) if found else None
            if notice is None or notice.tenant != province.slug:
                observe.count("ReceiptsUnknown", tenant=province.slug)
            else:
                self._move(notice, message_id, heard, move)

    def _upto(self, province: Province, heard: Inbound, move: Move) -> None:
        """All that was said until then, of which no message is named."""
        alias = self.alias(province.slug, heard.channel, heard.account, heard.person)
        until = min(heard.occurred_at, self.now())
        for notice in self.watermarks.covered(province.slug, heard, alias, until):
            self._move(notice, notice.supplier_ids[-1].split(",")[0], replace(heard, occurred_at=until), move)

    def _move(self, notice: Notice, message_id: str, heard: Inbound, move: Move) -> None:
        for _ in range(RACES):
            moved = move(notice, message_id, heard.occurred_at)
            if moved is notice:
                return
            try:
                self.outbox.save(moved)
            except StaleTicket:
                notice = self.outbox.get(notice.parent, notice.id) or notice
            else:
                return
