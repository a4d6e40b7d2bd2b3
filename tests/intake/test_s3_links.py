"""What a link into the bucket shows in the browser, and what it saves: signed without asking AWS."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import aws
from chalicelib.intake.s3 import S3Bucket


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
