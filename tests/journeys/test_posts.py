"""Posts of the authorities: written by one, approved by another, once on every page; and what people say below them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.client.cau_noi import ApiProblem, CauNoi
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import tick
from tests.journeys.province import OA, PAGE, PROVINCE, document, officer_of
from tests.journeys.town import Town, eventually

TOPIC = "nuoc-sach"
TARGETS = [{"channel": "facebook", "account": PAGE}, {"channel": "zalo", "account": OA}]
BEGUN = str(datetime.now(ZoneInfo(document()["zone"])).date())  # a run may go on past midnight
KEEPER = next(s["id"] for s in document()["staff"] if s["role"] == "page_manager")


def today() -> str:
    """The local day, now."""
    return str(datetime.now(ZoneInfo(document()["zone"])).date())


@pytest.fixture(scope="module")
def author(town: Town) -> CauNoi:
    """Whoever tends the page writes; the coordinator decides."""
    return api.bearer(town, town.officer(PROVINCE, KEEPER).token)


def out(town: Town, title: str) -> list[dict[str, Any]]:
    """Where the platforms show it: on the page's wall, among the OA's articles."""
    sent = town.control("sent")["messages"]
    return [m for m in sent if title in f"{m['text']} {m['more'].get('title', '')}" and m["place"] != "chat"]


@pytest.fixture(scope="module")
def published(town: Town, deployed: Deployed, author: CauNoi) -> dict[str, Any]:
    """A post that went the whole way, as it is read back; the publisher had its turn three times."""
    title = f"Lịch súc rửa đường ống {town.person('zalo', OA).name}"
    words: Any = {"title": title, "text": "Nước yếu từ 22 giờ đến 4 giờ.", "topic": TOPIC, "targets": TARGETS}
    draft = author.write_post(body=words)
    assert (draft.status, draft.body["state"]) == (201, "draft")
    post = draft.body["id"]
    submitted = author.submit_post(post=post, if_match=draft.etag)
    with pytest.raises(ApiProblem) as refusal:
        author.decide_post(post=post, body={"decision": "approve"}, if_match=submitted.etag)
    assert refusal.value.status == 403, "nobody approves what they wrote"
    assert out(town, title) == []
    coordinator = api.officer(town, "coordinator")
    approved = coordinator.decide_post(post=post, body={"decision": "approve"}, if_match=submitted.etag)
    assert approved.body["state"] == "approved"
    for _ in range(3):
        tick(deployed, "PublishContent")
    done: Any = eventually(
        lambda: author.read_post(post=post).body, lambda found: found["state"] == "published", "the post to be out"
    )
    return dict(done)


def test_what_was_approved_stands_once_on_the_page_and_once_at_the_oa(town: Town, published: dict[str, Any]) -> None:
    shown = out(town, published["title"])
    assert sorted((m["channel"], m["account"]) for m in shown) == [("facebook", PAGE), ("zalo", OA)]
    assert {copy["id"] for copy in published["copies"]} == {m["key"] for m in shown}
    assert published["approver"] != published["author"]


def test_what_people_say_and_show_below_it_is_counted_and_labelled(town: Town, published: dict[str, Any]) -> None:
    coordinator = officer_of(town, "coordinator")
    wall = next(copy["id"] for copy in published["copies"] if copy["channel"] == "facebook")

    def counted() -> dict[str, Any]:
        asked = coordinator.tries("GET", f"opinion?from={BEGUN}&to={today()}&by=topic")
        assert asked.status == 200, asked.body
        return next((row for row in asked.body["groups"] if row["key"] == TOPIC), {})

    before = counted()
    words = "Cảm ơn nhiều"
    town.person("facebook", PAGE).says(words, kind="comment", post=wall)
    for emoji in ("❤", "😡"):
        town.person("facebook", PAGE).says(emoji, kind="react", of=wall)

    def more(name: str) -> int:
        return int(counted().get(name, 0)) - int(before.get(name, 0))

    eventually(lambda: (more("comments"), more("reactions")), lambda seen: seen == (1, 2), "the figures")
    moods = counted()["moods"]
    assert moods["love"] - before.get("moods", {}).get("love", 0) == 1
    items = coordinator.tries("GET", "opinion/items?labelled=false&limit=100").body["items"]
    item = next(one for one in items if one["text"] == words)
    told = {"label": "positive", "substantiated": False}
    labelled = coordinator.tries("PUT", f"opinion/items/{item['id']}/label", told, If_Match=f'"{item["version"]}"')
    assert labelled.status == 200, labelled.body
    assert counted()["labels"]["positive"] - before.get("labels", {}).get("positive", 0) == 1


def test_a_draft_that_is_sent_back_goes_nowhere(town: Town, deployed: Deployed, author: CauNoi) -> None:
    title = f"Bản nháp {town.person('zalo', OA).name}"
    body: Any = {"title": title, "text": "Chưa đúng.", "targets": TARGETS}
    post = author.write_post(body=body).body["id"]
    seen = author.submit_post(post=post).etag
    leader = api.officer(town, "leadership")
    back = leader.decide_post(post=post, body={"decision": "reject", "reason": "Thiếu nguồn"}, if_match=seen)
    assert (back.body["state"], back.body["reason"]) == ("draft", "Thiếu nguồn")
    tick(deployed, "PublishContent")
    assert out(town, title) == []
