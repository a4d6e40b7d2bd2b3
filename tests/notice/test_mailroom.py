"""What becomes of e-mails: SES's events, as SNS brings them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import BadInput, StaleTicket, Unsure
from chalicelib.notice.mail_events import Fate, read_event
from chalicelib.notice.mailroom import Mailroom
from chalicelib.notice.marks import mark_of, tag_of
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice, Purpose, State, resent
from tests.builders import SLUG, World

DETAILS: dict[str, dict[str, Any]] = {
    "Send": {},
    "Delivery": {"recipients": ["x"], "timestamp": "2026-11-18T02:00:09.000Z"},
    "Bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "Dan@example.com"}]},
    "Complaint": {"complainedRecipients": [{"emailAddress": "dan@example.com"}]},
    "Reject": {"reason": "Bad content"},
}


def event(kind: str, message_id: str, *, tag: str = "", **detail: Any) -> str:
    mail: dict[str, Any] = {"messageId": message_id, "timestamp": "2026-11-18T02:00:05.000Z"}
    if tag:
        mail["tags"] = {"notice": [tag], "ses:configuration-set": ["cau-noi"]}
    return json.dumps({"eventType": kind, "mail": mail, kind.lower(): DETAILS.get(kind, {}) | detail})


def mailroom(world: World) -> Mailroom:
    return Mailroom(world.outbox, world.tickets, world.vault, world.traces, world.clock)


def to_citizen(world: World, **ways: str) -> Notice:
    """The acknowledgement of a petition that came by the web, sent by e-mail."""
    body = {"text": "Mặt đường có ổ gà", "submitter": {"email": "dan@example.com"} | ways}
    code = world.form.file(world.province, body, "k1").code
    world.post()
    (ack,) = world.owed(code, Purpose.ACK)
    assert ack.lane == Way.EMAIL
    return ack


def to_staff(world: World) -> Notice:
    code = world.opened().code
    world.post()
    return world.owed(code, Purpose.ASSIGNED)[0]


def of(world: World, notice: Notice) -> Notice:
    found = world.outbox.get(notice.parent, notice.id)
    assert found
    return found


def refused(world: World, notice: Notice) -> tuple[str, ...]:
    assert notice.origin
    person = world.vault.recall(SLUG, notice.origin.alias)
    assert person
    return person.refused


def test_an_e_mail_the_other_server_took_is_delivered() -> None:
    world = World()
    ack = to_citizen(world)
    mailroom(world).take(event("Delivery", ack.supplier_ids[0]))
    assert of(world, ack).state is State.DELIVERED
    assert str(of(world, ack).delivered_at) == "2026-11-18 02:00:09+00:00"


def test_a_bounce_is_remembered_and_the_words_go_another_way() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    mailroom(world).take(event("Bounce", ack.supplier_ids[0]))
    assert refused(world, ack) == ("email",)
    world.post()
    again = of(world, ack)
    assert (again.state, again.lane) == (State.SENT, Way.SMS)
    assert "email: bounced" in again.reason, "that it went by e-mail before is recorded"


def test_a_bounce_with_no_other_way_ends_on_the_failed_list() -> None:
    world = World()
    ack = to_citizen(world)
    mailroom(world).take(event("Bounce", ack.supplier_ids[0]))
    world.post()
    assert of(world, ack).state is State.FAILED
    assert "email: bounced" in of(world, ack).reason


def test_a_bounce_after_the_delivery_counts_too() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    mailroom(world).take(event("Delivery", ack.supplier_ids[0]))
    mailroom(world).take(event("Bounce", ack.supplier_ids[0]))
    world.post()
    assert of(world, ack).lane == Way.SMS


def test_the_same_bounce_twice_sends_nothing_twice() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    first = ack.supplier_ids[0]
    for _ in range(3):
        mailroom(world).take(event("Bounce", first))
        world.post()
    assert [way for way, _, _ in world.carriage.sent] == [Way.EMAIL, Way.SMS]


def test_a_server_that_takes_its_time_changes_nothing() -> None:
    world = World()
    ack = to_citizen(world)
    mailroom(world).take(event("DeliveryDelay", ack.supplier_ids[0]))
    assert of(world, ack) == ack
    assert refused(world, ack) == ()


FULL = {"bounceType": "Transient", "bounceSubType": "MailboxFull"}


def test_a_mailbox_that_stays_full_is_not_refused_but_the_words_go_another_way() -> None:
    """SES tells of it when it has given up: what tells of a delay is another event."""
    world = World()
    ack = to_citizen(world, phone="0900000009")
    for _ in range(3):
        mailroom(world).take(event("Bounce", ack.supplier_ids[0], **FULL))
        world.post()
    assert [way for way, _, _ in world.carriage.sent] == [Way.EMAIL, Way.SMS]
    assert refused(world, ack) == (), "the next letter may find room"
    assert "email: returned" in of(world, ack).reason


def test_what_a_full_mailbox_returned_is_tried_there_once_more_by_staff_only() -> None:
    world = World()
    ack = to_citizen(world)
    mailroom(world).take(event("Bounce", ack.supplier_ids[0], **FULL))
    world.post()
    assert of(world, ack).state is State.FAILED, "not for ever back to the same mailbox"
    world.outbox.save(resent(of(world, ack), "so-khcn-1", world.clock()))
    world.post()
    again = of(world, ack)
    assert (again.state, again.lane) == (State.SENT, Way.EMAIL)
    mailroom(world).take(event("Bounce", again.supplier_ids[0], **FULL))
    world.post()
    assert of(world, ack).state is State.FAILED
    assert len(world.carriage.sent) == 2


@pytest.mark.parametrize(("kind", "moved"), [("General", False), ("MailboxFull", True)])
def test_the_automatic_answer_of_who_is_away_is_no_bounce(kind: str, moved: bool) -> None:
    """SES takes it for a general one; that it was delivered before tells them apart."""
    world = World()
    ack = to_citizen(world, phone="0900000009")
    mailroom(world).take(event("Delivery", ack.supplier_ids[0]))
    mailroom(world).take(event("Bounce", ack.supplier_ids[0], bounceType="Transient", bounceSubType=kind))
    world.post()
    assert (of(world, ack).lane == Way.SMS) is moved


def test_what_bounces_from_where_they_forward_it_to_is_refused_all_the_same() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    bounce = json.loads(event("Bounce", ack.supplier_ids[0], bouncedRecipients=[{"emailAddress": "elsewhere@x.vn"}]))
    bounce["mail"]["destination"] = ["Dan@example.com"]
    mailroom(world).take(json.dumps(bounce))
    assert refused(world, ack) == ("email",)


def test_a_bounce_tells_that_a_mail_without_an_answer_was_taken_and_goes_another_way() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    world.outbox.save(replace(ack, state=State.UNSURE, supplier_ids=(), reason="email: unsure"))
    mailroom(world).take(event("Bounce", "mid-x", tag=tag_of(str(mark_of(ack, 0, 1))), **FULL))
    world.post()
    assert (of(world, ack).state, of(world, ack).lane) == (State.SENT, Way.SMS)


def test_the_bounce_of_an_earlier_try_does_not_prove_a_later_one() -> None:
    world = World()
    ack = to_citizen(world)
    bounce = event("Bounce", ack.supplier_ids[0], tag=tag_of(str(mark_of(ack, 0, 1))), **FULL)
    second = world.outbox.save(replace(ack, state=State.UNSURE, supplier_ids=(), reason="email: unsure"))
    mailroom(world).take(bounce)
    assert of(world, ack) == second


def test_the_bounce_of_an_address_they_have_changed_does_not_close_the_new_one() -> None:
    world = World()
    ack = to_citizen(world)
    assert ack.origin
    world.vault.learn(SLUG, ack.origin.alias, email="moi@example.com")
    mailroom(world).take(event("Bounce", ack.supplier_ids[0]))
    assert refused(world, ack) == ()
    world.post()
    assert (of(world, ack).state, of(world, ack).lane) == (State.SENT, Way.EMAIL)


def test_a_bounce_that_overtakes_our_own_note_of_the_sending_is_brought_again() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    tag, message = tag_of(str(mark_of(ack, 0, 1))), ack.supplier_ids[0]
    world.outbox.save(claimed := replace(ack, state=State.SENDING, supplier_ids=()))
    with pytest.raises(StaleTicket):
        mailroom(world).take(event("Bounce", message, tag=tag))
    world.outbox.save(replace(of(world, claimed), state=State.SENT, supplier_ids=(message,)))
    mailroom(world).take(event("Bounce", message, tag=tag))
    world.post()
    assert of(world, ack).lane == Way.SMS


def test_who_complained_once_and_is_on_the_list_of_ses_was_not_sent_anything() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    mailroom(world).take(event("Complaint", ack.supplier_ids[0], complaintSubType="OnAccountSuppressionList"))
    world.post()
    assert refused(world, ack) == ("email",)
    assert (of(world, ack).state, of(world, ack).lane) == (State.SENT, Way.SMS)


def test_who_says_that_it_is_no_spam_goes_on_being_written_to() -> None:
    world = World()
    ack = to_citizen(world)
    mailroom(world).take(event("Complaint", ack.supplier_ids[0], complaintFeedbackType="not-spam"))
    assert refused(world, ack) == ()


def test_whoever_complains_has_got_it_and_gets_no_more_of_them() -> None:
    world = World()
    ack = to_citizen(world, phone="0900000009")
    mailroom(world).take(event("Complaint", ack.supplier_ids[0]))
    world.post()
    assert refused(world, ack) == ("email",)
    assert of(world, ack).state is State.SENT
    assert len(world.carriage.sent) == 1, "no second copy by another way"


@pytest.mark.parametrize("kind", ["Bounce", "Reject"])
def test_what_staff_never_got_is_on_the_failed_list(kind: str) -> None:
    world = World()
    mail = to_staff(world)
    mailroom(world).take(event(kind, mail.supplier_ids[0]))
    failed, _ = world.outbox.failed(SLUG, 10, None)
    assert [(n.id, n.reason) for n in failed] == [(mail.id, "bounced")]


def test_the_bounce_of_the_first_try_is_not_that_of_the_second() -> None:
    """Two of three colleagues' servers send it back, the second one after staff have sent it again."""
    world = World()
    mail = to_staff(world)
    bounce = event("Bounce", mail.supplier_ids[0], tag=tag_of(str(mark_of(mail, 0, 1))))
    mailroom(world).take(bounce)
    world.outbox.save(resent(of(world, mail), "so-khcn-1", world.clock()))
    world.post()
    mailroom(world).take(bounce)
    assert of(world, mail).state is State.SENT


@pytest.mark.parametrize("kind", ["Send", "Delivery"])
def test_an_e_mail_whose_answer_was_lost_is_known_by_its_tag(kind: str) -> None:
    world = World()
    code = world.opened().code
    world.office.refusals = [Unsure("no answer")]
    world.post()
    (mail,) = world.owed(code, Purpose.ASSIGNED)
    assert mail.state is State.UNSURE
    mailroom(world).take(event(kind, "ses-1", tag=tag_of(str(mark_of(mail, 0, 1)))))
    assert of(world, mail).supplier_ids == ("ses-1",)
    world.clock.pass_by(hours=1)
    world.post()
    assert not world.office.mails
    assert of(world, mail).state is (State.SENT if kind == "Send" else State.DELIVERED)


def test_an_event_that_comes_while_we_still_wait_for_the_answer_is_kept_for_later() -> None:
    world = World()
    code = world.opened().code
    (mail,) = world.owed(code, Purpose.ASSIGNED)
    claim = world.outbox.save(replace(mail, state=State.SENDING, lane="email", tried_at=world.clock(), tries=1))
    mailroom(world).take(event("Send", "ses-1", tag=tag_of(str(mark_of(mail, 0, 1)))))
    assert of(world, mail) == claim
    world.clock.pass_by(minutes=3)
    world.post()
    assert of(world, mail).supplier_ids == ("ses-1",)
    assert not world.office.mails


def test_an_event_of_a_mail_we_do_not_know_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    mailroom(World()).take(event("Bounce", "unknown"))
    assert '"ReceiptsUnknown":[1.0]' in capsys.readouterr().out


@pytest.mark.parametrize("body", [
    "", "no json", "[]", "null", "{}", '"x"', '{"mail": {"messageId": "x"}}', '{"eventType": 3, "mail": {"messageId": "x"}}',
    '{"eventType": "", "mail": {"messageId": 7}}', '{"eventType": "Bounce", "mail": {"messageId": null}}', '{"eventType": "Bounce"}', "[" * 100_000, '{"a": NaN}',
])  # fmt: skip
def test_what_is_no_event_is_bad_input_and_nothing_worse(body: str) -> None:
    with pytest.raises(BadInput):
        read_event(body)


@pytest.mark.parametrize("body", [
    {"eventType": "Bounce", "mail": {"messageId": "x", "tags": []}, "bounce": None},
    {"eventType": "Bounce", "mail": {"messageId": "x", "tags": {"notice": [None]}}, "bounce": {"timestamp": 3}},
    {"eventType": "Delivery", "mail": {"messageId": "x", "timestamp": "yesterday"}, "delivery": {"recipients": "x"}},
    {"eventType": "Ünknown", "mail": {"messageId": 7}},
])  # fmt: skip
def test_an_event_with_strange_parts_is_still_read(body: dict[str, Any]) -> None:
    assert read_event(json.dumps(body)).mark is None


@pytest.mark.parametrize(("kind", "fate"), [
    ("Send", Fate.TAKEN), ("Delivery", Fate.DELIVERED), ("Bounce", Fate.BOUNCED), ("Complaint", Fate.COMPLAINED),
    ("Reject", Fate.REJECTED), ("Open", Fate.OTHER), ("Click", Fate.OTHER), ("Rendering Failure", Fate.OTHER),
])  # fmt: skip
def test_which_event_means_what(kind: str, fate: Fate) -> None:
    assert read_event(event(kind, "x")).fate is fate


def test_the_older_form_of_notifications_is_read_too() -> None:
    told = json.loads(event("Bounce", "x"))
    told["notificationType"] = told.pop("eventType")
    assert read_event(json.dumps(told)).fate is Fate.BOUNCED
