"""What is known of the way to a citizen when a notice is about to go."""

import ssl
from dataclasses import replace

import pytest
import urllib3
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)

from chalicelib.errors import Refused, TryAgain, Unsure
from chalicelib.identity.vault import Person, alias_of
from chalicelib.notice.accounts import Accounts
from chalicelib.notice.ses import sorted_out
from chalicelib.notice.visit import Visit, Visits
from chalicelib.notice.ways import Way
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import SECRET, SLUG, World

CHAT = alias_of(SECRET, SLUG, "facebook", "2001", "880055")


def visit(world: World, notice: Notice) -> Visit:
    accounts = Accounts(world.standings, world.tickets)
    return Visits(world.outbox, world.tickets, world.vault, world.provinces, accounts, world.clock).of(notice)


def commented(world: World) -> Notice:
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    return world.owed(code, Purpose.ACK)[0]


def linked(world: World, notice: Notice, **person: str) -> None:
    """The petition's chat is known, and somebody sits in it."""
    ticket = world.tickets.get(SLUG, notice.code)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, chat=CHAT)
    known = {"channel": "facebook", "account": "2001", "platform_id": "880055"} | person
    world.vault.remember(Person(tenant=SLUG, alias=CHAT, **known))
    talk = world.tickets.conversation(SLUG, "facebook", "2001", CHAT)
    world.tickets.commit(Change(conversation=talk.having_heard("k", world.clock())))


def test_whoever_wrote_privately_can_be_answered_from_then_on() -> None:
    world = World()
    ack = world.owed(world.opened().code, Purpose.ACK)[0]
    reach = visit(world, ack).reach("")
    assert (reach.heard_at, reach.written_at, reach.linked) == (world.clock(), None, False)


def test_a_comment_opens_no_window_but_the_private_replys() -> None:
    world = World()
    ack = commented(world)
    reach = visit(world, ack).reach("")
    assert (reach.heard_at, reach.written_at, reach.linked) == (None, world.clock(), False)


def test_a_proved_chat_is_where_the_commenter_is_reached() -> None:
    world = World()
    ack = commented(world)
    linked(world, ack)
    found = visit(world, ack)
    assert found.person
    assert (found.person.platform_id, found.alias) == ("880055", CHAT)
    assert (found.reach("").heard_at, found.reach("").linked) == (world.clock(), True)


@pytest.mark.parametrize("elsewhere", [{"account": "2002"}, {"channel": "zalo", "account": "3001"}])
def test_a_chat_with_another_account_cannot_carry_this_ones_words(elsewhere: dict[str, str]) -> None:
    world = World()
    ack = commented(world)
    linked(world, ack, **elsewhere)
    assert not visit(world, ack).reach("").linked


@pytest.mark.parametrize(("state", "used"), [
    (State.SENT, True), (State.DELIVERED, True), (State.SEEN, True), (State.UNSURE, True), (State.SENDING, True),
    (State.FAILED, False), (State.OWED, False),
])  # fmt: skip
def test_the_one_private_reply_is_used_once_it_may_have_arrived(state: State, used: bool) -> None:
    world = World()
    ack = commented(world)
    after = replace(ack, id="000002#referred#citizen", purpose=Purpose.REFERRED)
    world.outbox.save(replace(ack, state=state, lane=Way.PRIVATE_REPLY), after)
    assert visit(world, after).reach("").replied is used


def test_what_was_removed_or_hidden_is_known() -> None:
    world = World()
    ack = commented(world)
    ticket = world.tickets.get(SLUG, ack.code)
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, gone="hidden")
    assert visit(world, ack).reach("").gone == "hidden"


def test_a_visitor_is_answered_in_the_conversation_they_opened() -> None:
    world = World()
    ack = world.owed(world.opened(channel=Channel.ZALO, account="3001", key="z1").code, Purpose.ACK)[0]
    found = visit(world, ack)
    spoken = replace(found, talk=replace(found.talk, cited="CONV_9"))
    addressed = spoken.addressed(Way.ZALO)
    assert addressed.origin
    assert addressed.origin.ref == "CONV_9"
    assert found.addressed(Way.ZALO) == ack


def test_a_template_by_telephone_goes_by_the_provinces_own_oa_wherever_they_wrote() -> None:
    world = World()
    ack = world.owed(world.opened().code, Purpose.ACK)[0]
    found = visit(world, ack)
    assert found.carrier(Way.ZALO_TEMPLATE_PHONE) == ("zalo", "3001")
    assert found.carrier(Way.MESSENGER) == ("facebook", "2001")
    assert found.carrier(Way.EMAIL) == ("mail", "ses")
    assert found.carrier(Way.SMS) is None


def test_a_pages_pace_is_its_own_and_an_oas_is_its_apps() -> None:
    world = World()
    found = visit(world, world.owed(world.opened().code, Purpose.ACK)[0])
    app = world.province.account("zalo", "3001").app
    assert found.paced_by(Way.MESSENGER) == ("facebook", "2001")
    assert found.paced_by(Way.ZALO_TEMPLATE_PHONE) == ("zalo", app)


def test_an_account_is_asked_for_once_in_ten_seconds() -> None:
    world = World()
    accounts = Accounts(world.standings, world.tickets)
    now = world.clock()
    assert accounts.of(SLUG, "facebook", "2001", now).stopped == ""
    world.standings.stop(SLUG, "facebook", "2001", "190", now)
    world.clock.pass_by(seconds=9)
    assert accounts.of(SLUG, "facebook", "2001", world.clock()).stopped == ""
    world.clock.pass_by(seconds=1)
    assert accounts.of(SLUG, "facebook", "2001", world.clock()).stopped == "190"


def _aws(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")


@pytest.mark.parametrize(("error", "kind"), [
    (_aws("MessageRejected"), Refused),
    (_aws("InvalidParameter"), Refused),
    (_aws("TooManyRequestsException", 429), TryAgain),
    (_aws("InternalFailure", 500), Unsure),
    (ReadTimeoutError(endpoint_url="x"), Unsure),
    (SSLError(endpoint_url="x", error="bad record mac"), Unsure),  # perhaps in the middle of the answer
    (SSLError(endpoint_url="x", error=urllib3.exceptions.SSLError(ssl.SSLEOFError())), Unsure),  # in which phase?
    (SSLError(endpoint_url="x", error=urllib3.exceptions.SSLError(ssl.SSLCertVerificationError())), TryAgain),
    (HTTPClientError(error="half an answer"), Unsure),
    (ConnectTimeoutError(endpoint_url="x"), TryAgain),
    (EndpointConnectionError(endpoint_url="x"), TryAgain),
])  # fmt: skip
def test_what_is_made_of_an_error_of_aws(error: Exception, kind: type[Exception]) -> None:
    assert type(sorted_out(error)) is kind
