"""Files a page sends: fetched by the platform, of the kind they are said to be, within the same windows as words."""

from typing import Any

import pytest

from infra.local.platforms.facebook_files import MOST, Found
from tests.local.conftest import HOUR, PAGE, Town, graph
from tests.local.test_platforms import HUMAN, error_of

URL = "https://media.example/a"
METADATA = "T#tinh-mau#TM-1|000003#file#citizen#0|0|1"


def file(kind: str = "image", url: str = URL, **more: Any) -> dict[str, Any]:
    return {"message": {"attachment": {"type": kind, "payload": {"url": url}}, "metadata": METADATA, **more}}


def test_a_file_arrives_and_is_repeated_with_our_mark(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.files[URL] = Found("image/jpeg", 1000)
    answer = town.send({"id": "1"}, **file())
    assert answer.status_code == 200, answer.json
    echo = town.told("echo")[-1]["entry"][0]["messaging"][0]["message"]
    assert (echo["metadata"], echo["mid"]) == (METADATA, answer.json["message_id"])
    assert echo["attachments"] == [{"type": "image", "payload": {"url": URL}}]
    assert "text" not in echo


@pytest.mark.parametrize(("why", "kind", "found", "code", "breaches"), [
    ("a paper is no picture", "image", Found("application/pdf", 9), "100/2018047", ["file"]),
    ("a film is no sound", "audio", Found("video/mp4", 9), "100/2018047", ["file"]),
    ("whatever it is, it is a file", "file", Found("application/pdf", 9), "", []),
    ("25 MB and no more", "file", Found("application/pdf", MOST + 1), "100/2018109", ["file"]),
    ("nothing is given out there", "image", None, "100/2018008", []),
])  # fmt: skip
def test_a_file_is_fetched_and_looked_at(
    town: Town, why: str, kind: str, found: Found | None, code: str, breaches: list[str]
) -> None:
    town.say(text="Đèn hỏng")
    if found:
        town.files[URL] = found
    answer = town.send({"id": "1"}, **file(kind))
    said = error_of(answer) if code else {}
    assert "/".join(map(str, filter(None, (said.get("code"), said.get("error_subcode"))))) == code, why
    assert town.breaches() == breaches, why


@pytest.mark.parametrize("message", [
    file(text="Đã vá")["message"],
    {"attachment": {"type": "image"}},
    {"attachment": {"type": "paper", "payload": {"url": URL}}},
    {"attachment": {"type": "image", "payload": {"url": "/etc/passwd"}}},
    {"attachment": [URL]},
])  # fmt: skip
def test_a_message_is_words_or_one_file_with_an_address(town: Town, message: dict[str, Any]) -> None:
    town.say(text="Đèn hỏng")
    town.files[URL] = Found("image/jpeg", 1000)
    assert error_of(town.send({"id": "1"}, message=message))["code"] == 100
    assert not town.told("echo")


def test_the_windows_hold_for_files_too(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.files[URL] = Found("image/jpeg", 1000)
    town.clock.seconds += 25 * HOUR
    assert error_of(town.send({"id": "1"}, **file()))["error_subcode"] == 2018278
    assert town.send({"id": "1"}, **HUMAN, **file()).status_code == 200
    assert town.breaches() == ["window"]


def test_a_comment_takes_one_picture(town: Town) -> None:
    remark = town.say(kind="comment", text="Rác nhiều quá")["key"]
    paper, words = "https://media.example/b", {"message": "Đã thu gom"}
    town.files |= {URL: Found("image/png", 9), paper: Found("application/pdf", 9)}
    refused = town.client.post(graph(f"{remark}/comments"), json=words | {"attachment_url": paper})
    assert error_of(refused)["error_subcode"] == 2018047
    taken = town.client.post(graph(f"{remark}/comments"), json=words | {"attachment_url": URL})
    assert taken.status_code == 200
    entry = town.bench.world.entry(taken.json["id"])
    assert entry is not None
    assert entry.more["media"] == [URL]
    assert town.client.get(f"/control/breaches?account={PAGE}").json["breaches"][0]["rule"] == "file"
