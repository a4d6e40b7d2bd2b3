"""Nothing leaves a training province: every way out of the product ends in the book, and none fails open."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import aws, http_client, staged
from chalicelib.content.post import Copy, Post
from chalicelib.errors import NotFound, Refused
from chalicelib.hooks.hook import Hook, News
from chalicelib.hooks.posting import Poster
from chalicelib.hooks.wire import HttpsWire
from chalicelib.identity.vault import Person
from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import mark_of
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin
from chalicelib.training.captured import KEPT
from chalicelib.training.net import PLAYED, CitizenNet, HookNet, Net, PageNet, StaffNet
from infra.package import ROOT
from tests.builders import SECRET, SLUG, at
from tests.fakes_training import ADMIN, PAGE, TRAINING, School

NOW = at("2026-11-18 09:00")
LAN = Person(
    tenant=TRAINING, alias="alias-1", channel="facebook", account=PAGE, platform_id="7001", phone="+84901234567",
    email="lan@vidu.vn",
)  # fmt: skip
WORDS = Letter(subject="Trả lời", body="Sở đã vá xong mặt đường.")
POST = Post(
    tenant=TRAINING, id="p1", unit="so-khcn", title="Lịch cắt điện", text="Thứ bảy, từ 8 giờ", author="a", editor="a",
    created_at=NOW, copies=(Copy(channel="facebook", account=PAGE),),
)  # fmt: skip


def notice(tenant: str, **given: Any) -> Notice:
    base: dict[str, Any] = {
        "tenant": tenant, "parent": f"T#{tenant}#TH-1", "id": "n1", "purpose": Purpose.ANSWER, "by": By.ORIGIN,
        "to": ("citizen",), "code": "TH-1", "facts": {"code": "TH-1"}, "since": NOW, "at": NOW,
        "origin": Origin(channel=Channel.FACEBOOK, account=PAGE, alias="alias-1", lane=Lane.DIRECT),
    }  # fmt: skip
    return Notice(**(base | given))


class Real:
    """The world outside: every call counts."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def called(*_: Any) -> Any:
            self.calls.append(name)
            return 200 if name == "post" else []

        return called


def every_call(real: Any, net: Net, tenant: str) -> dict[str, Any]:
    """A call by every way out there is, for a tenant; `real` stands behind each."""
    return ways_out({way: CitizenNet(real, net) for way in Way}, StaffNet(real, net), PageNet(real, net, "facebook"),
                    HookNet(real, net), tenant)  # fmt: skip


def ways_out(carriers: Any, post: Any, page: Any, wire: Any, tenant: str) -> dict[str, Any]:
    owed = notice(tenant)
    person = replace(LAN, tenant=tenant)
    mark = str(mark_of(owed, 0, 1))
    body = json.dumps({"type": "ticket.opened", "province": tenant, "data": {"code": "TH-1"}}).encode()
    calls = {
        f"to a citizen by {way}": lambda way=way: carriers[way].send(way, owed, person, WORDS, mark) for way in Way
    }
    return calls | {
        "e-mail to staff": lambda: post.email(("cb@vidu.vn",), WORDS, mark),
        "text message to staff": lambda: post.sms("+84901234567", "SM-1 quá hạn", mark),
        "the alerts topic": lambda: post.publish(owed),
        "a post": lambda: page.publish(PAGE, replace(POST, tenant=tenant), []),
        "looking for a post": lambda: page.found(PAGE, replace(POST, tenant=tenant), NOW),
        "a webhook": lambda: wire.post("https://his.example.vn/hook", body, {}),
    }


def test_every_way_out_of_a_training_province_ends_in_the_book() -> None:
    school, real = School(), Real()
    calls = every_call(real, school.net, TRAINING)
    for call in calls.values():
        call()
    assert real.calls == []
    assert len(school.book.kept) == len(calls) - 1, "what looks for a post leaves nothing"
    assert {kept.tenant for kept, _ in school.book.kept} == {TRAINING}


def test_a_real_province_is_not_touched_by_it() -> None:
    school, real = School(), Real()
    calls = every_call(real, school.net, SLUG)
    for call in calls.values():
        call()
    assert len(real.calls) == len(calls)
    assert school.book.kept == []


def test_when_a_province_cannot_be_read_nothing_is_sent() -> None:
    school, real = School(), Real()
    broken = replace(school.net, province=lambda slug: {}[slug])
    for net, tenant, error in ((school.net, "tinh-la", NotFound), (broken, SLUG, KeyError)):
        for why, call in every_call(real, net, tenant).items():
            with pytest.raises(error):
                call()
            assert real.calls == [], why


def test_what_was_caught_says_what_would_have_gone_to_whom_and_names_nobody() -> None:
    school = School()
    member = school.province.staff[0]
    mark = str(mark_of(notice(TRAINING), 0, 1))
    taken = CitizenNet(Real(), school.net).send(Way.MESSENGER, notice(TRAINING), LAN, WORDS, mark)
    StaffNet(Real(), school.net).email((member.email or "", "la@vidu.vn"), WORDS, mark)
    (first, until), (second, _) = school.book.kept
    assert taken.id == f"{PLAYED}{first.id}"
    assert until == int((NOW + KEPT).timestamp())
    assert (first.at, first.purpose, first.way, first.to, first.subject, first.text, first.code) == (
        NOW, "answer", "messenger", ("alias-1",), "Trả lời", "Sở đã vá xong mặt đường.", "TH-1",
    )  # fmt: skip
    assert second.to == (member.id,)
    template = Letter(subject="", body="", template="tpl-9", parameters={"code": "TH-1"})
    CitizenNet(Real(), school.net).send(Way.ZALO_TEMPLATE_UID, notice(TRAINING), LAN, template, mark)
    assert school.book.kept[-1][0].text == 'tpl-9 {"code": "TH-1"}'


def test_nobody_reacts_to_a_post_that_never_went_out() -> None:
    school, real = School(), Real()
    page = PageNet(real, school.net, "facebook")
    reading = page.reading(PAGE, page.publish(PAGE, POST, []), NOW)
    assert (reading.at, reading.reactions, real.calls) == (NOW, None, [])
    page.reading("2001", "2001_77", NOW)
    assert real.calls == ["reading"]


def test_a_petition_is_answered_and_the_real_carriers_hear_nothing_of_it() -> None:
    """From the first word to the ladder, by the real courier."""
    school = School()
    code = school.says(person="anh-nam")
    school.says("Bao giờ sửa?", person="anh-nam")
    school.forward(forward_minutes=5 * 24 * 60)
    assert school.world.carriage.sent == []
    assert (school.world.office.mails, school.world.office.texts, school.world.office.published) == ([], [], [])
    about = [kept for kept, _ in school.book.kept if kept.code == code]
    assert {kept.way for kept in about} >= {"messenger", "email", "topic"}
    assert all("@" not in name and "+84" not in name for kept in about for name in kept.to)


@pytest.mark.parametrize(("way", "call"), [
    ("http post", lambda: http_client.post("https://graph.facebook.com/", {})),
    ("http form", lambda: http_client.post_form("https://oauth.zaloapp.com/", {})),
    ("http get", lambda: http_client.get_json("https://graph.facebook.com/")),
    ("media", lambda: http_client.fetch("https://a.fbcdn.net/x", ("fbcdn.net",), 9)),
    ("e-mail and text messages", lambda: aws.once("sesv2")),
    ("webhooks", lambda: HttpsWire().post("https://his.example.vn/", b"{}", {})),
])  # fmt: skip
def test_the_last_lock_holds_whoever_forgot_the_net(way: str, call: Any) -> None:
    with staged.played(TRAINING, timedelta(0)), pytest.raises(Refused, match="nothing leaves"):
        call()
    assert way


# Where the product speaks to the world. What is new here needs a net, or a reason why no training province comes by.
SPEAKERS = {
    "account/facebook_admin.py": "pages are tended for Registry.all(), in which no training province is",
    "account/zalo_oauth.py": "as above",
    "content/facebook_posts.py": "PageNet",
    "content/zalo_articles.py": "PageNet",
    "hooks/wire.py": "HookNet",
    "notice/facebook_api.py": "CitizenNet",
    "notice/zalo_api.py": "CitizenNet",
    "notice/ses.py": "CitizenNet, StaffNet",
    "notice/sns.py": "CitizenNet, StaffNet",
    "wiring/intake.py": "media: played citizens send no links, and http_client refuses",
}


def test_nobody_speaks_to_the_world_whom_this_file_does_not_know() -> None:
    package = ROOT / "chalicelib"
    speaks = re.compile(r"http_client import|import http_client|aws\.once\(|urllib3\.(HTTPS|Pool)|urlopen|http\.client")
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if speaks.search(path.read_text("utf-8")) and path.name not in ("http_client.py", "aws.py")
    }
    assert found == set(SPEAKERS)


def test_in_the_wiring_every_carrier_stands_behind_a_net(wired: Any) -> None:
    """The very objects the functions use; behind each net lies what would speak to the world."""
    school = School()
    courier, publisher = wired.courier(), wired.publisher()
    wires = [wired.deliverer().poster.wire, wired.subscriptions().poster.wire]
    assert set(courier.carriers) == set(Way)
    for carrier in courier.carriers.values():
        assert isinstance(carrier, CitizenNet)
    assert isinstance(courier.post, StaffNet)
    assert {type(one) for one in publisher.carriers.values()} == {PageNet}
    assert {type(one) for one in wires} == {HookNet}
    nets = {id(one.net) for one in [*courier.carriers.values(), courier.post, *publisher.carriers.values(), *wires]}
    assert nets == {id(next(iter(courier.carriers.values())).net)}, "one net, that of the wiring"
    carriers = {way: replace(one, net=school.net) for way, one in courier.carriers.items()}
    for page in publisher.carriers.values():
        calls = ways_out(carriers, replace(courier.post, net=school.net), replace(page, net=school.net),
                         replace(wires[0], net=school.net), TRAINING)  # fmt: skip
        for call in calls.values():
            call()
    assert len(school.book.kept) == 2 * (len(calls) - 1)


def test_news_of_a_petition_is_signed_and_caught(wired: Any) -> None:
    """The poster makes the message whose sender the net reads."""
    school = School()
    poster = Poster(HookNet(wired.deliverer().poster.wire.real, school.net), lambda: SECRET, school.now)
    news = News(type="ticket.opened", tenant=TRAINING, subject="T#1", sequence=1, at=NOW, facts={"code": "TH-1"})
    hook = Hook(
        tenant=TRAINING, id="h1", url="https://his.example.vn/hook", events=frozenset({"ticket.opened"}), note="",
        by=ADMIN.id, created_at=NOW,
    )  # fmt: skip
    assert poster.post(hook, news).taken
    ((kept, _),) = school.book.kept
    assert (kept.way, kept.purpose, kept.to, kept.code) == ("webhook", "ticket.opened", (hook.url,), "TH-1")
