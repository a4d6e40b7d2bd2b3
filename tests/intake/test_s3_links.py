"""What a link into the bucket shows in the browser, and what it saves: signed without asking AWS."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import aws
from chalicelib.intake.s3 import S3Bucket
from chalicelib.intake.s3_uploads import S3Uploads


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "xx-1",
    }.items():
        monkeypatch.setenv(name, value)
    forget()
    yield
    forget()


def forget() -> None:
    """Clients are made once a process: others must not get these."""
    aws.client.cache_clear()
    aws.session.cache_clear()


@pytest.mark.parametrize(
    ("shown", "media_type", "how"),
    [
        (None, "image/jpeg", "inline"),
        (None, "application/pdf", "inline"),
        (None, "text/html", "attachment"),
        (("text/html", "application/pdf"), "text/html", "inline"),
        (("text/html", "application/pdf"), "text/csv", "attachment"),
    ],
)
def test_no_file_that_was_sent_acts_as_a_page_and_our_own_pages_are_shown(
    shown: tuple[str, ...] | None, media_type: str, how: str
) -> None:
    bucket = S3Bucket("files") if shown is None else S3Bucket("files", shown=shown)
    asked = parse_qs(urlsplit(bucket.link("a/b", media_type, "báo cáo")).query)
    assert asked["response-content-disposition"] == [f"{how}; filename*=UTF-8''b%C3%A1o%20c%C3%A1o"]
    assert asked["response-content-type"] == [media_type]


def test_a_form_for_a_photo_is_good_for_one_key_one_size_one_hour_and_one_way_back() -> None:
    """Whatever of it a browser changes, the bucket refuses: nothing stands outside the signed conditions."""
    back = "https://ours.example/song-mau/anh/token"
    url, fields = S3Uploads("files").offer("uploads/x/photo-1", "application/octet-stream", 1000, 3600, back)
    assert urlsplit(url).hostname == "files.s3.xx-1.amazonaws.com"
    policy = json.loads(b64decode(fields["policy"]))
    until = datetime.fromisoformat(policy["expiration"].replace("Z", "+00:00"))
    assert timedelta(minutes=59) < until - datetime.now(UTC) <= timedelta(hours=1)
    signed = {name: value for one in policy["conditions"] if isinstance(one, dict) for name, value in one.items()}
    assert {name: fields[name] for name in signed if name != "bucket"} | {"bucket": "files"} == signed
    assert set(fields) - set(signed) == {"policy", "x-amz-signature"}
    assert (signed["key"], signed["success_action_redirect"]) == ("uploads/x/photo-1", back)
    assert ["content-length-range", 1, 1000] in policy["conditions"]
    assert "success_action_redirect" not in S3Uploads("files").offer("k", "image/jpeg", 1000, 900)[1]
