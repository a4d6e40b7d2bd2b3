"""The key the product must derive from a message of the stand-ins: of it, and of nothing else, a code is made. Pure."""

from __future__ import annotations

from infra.local.platforms.outside import Account, Outside


def message_key(outside: Outside, account: Account, kind: str, key: str) -> str:
    """`kind` as the control API knows it; `key` is the platform's own."""
    if kind in ("comment", "visitor_post"):
        return f"fb#{account.id}#{'comment' if kind == 'comment' else 'post'}#{key}"
    if account.channel == "facebook":
        return f"fb#{account.id}#{key}"
    return f"zalo#{outside.app(account)['app_id']}#user_send_{kind}#{key}"
