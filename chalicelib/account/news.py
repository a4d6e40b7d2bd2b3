"""What a platform says of an account itself, kept by kind: the newest word counts, however late an older one comes."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.account.safe import stamp
from chalicelib.account.standing import Standing
from chalicelib.channel.inbound import Inbound

POLICY, BLOCK, UNBLOCK = "policy", "block", "unblock"
MOST, LONGEST = 20, 200  # kinds kept, the newest; characters of each


def of(standing: Standing, heard: Inbound) -> Mapping[str, str] | None:
    """The account's news with what was heard; None when something newer of that kind is known already.

    A template's news is kept by its id, which leads the words.
    """
    about = f" {heard.text.partition(':')[0]}" if heard.payload.startswith("template") else ""
    kind = f"{heard.payload}{about}"[:60]
    before = standing.news.get(kind, "").split(" ")[0]
    if before and datetime.fromisoformat(before) >= heard.occurred_at:
        return None
    words = f"{stamp(heard.occurred_at)} {heard.text[:LONGEST]}"
    newest = sorted(({**standing.news, kind: words}).items(), key=lambda row: row[1])[-MOST:]
    return dict(newest)
