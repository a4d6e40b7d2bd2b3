"""What we send to other systems, as OpenAPI describes it: a webhook for every event there is news of."""

from collections.abc import Mapping
from typing import Any

from chalicelib.hooks.hook import PING
from chalicelib.hooks.news import EVENTS

Json = dict[str, Any]
_HEADERS = {  # as chalicelib/hooks/signing.py writes them
    "webhook-id": ({"type": "string"}, "names the message: one that comes again carries the same"),
    "webhook-timestamp": ({"type": "string", "pattern": "^[0-9]+$"}, "when it was sent: seconds since 1970"),
    "webhook-signature": (
        {"type": "string", "pattern": "^v1,[A-Za-z0-9+/]{43}=( v1,[A-Za-z0-9+/]{43}=)*$"},
        "HMAC-SHA256 of `id.timestamp.body` by the subscription's secret, in base64; two while a former secret is good",
    ),
}
_ANSWERS = {
    "2XX": "taken, within 5 seconds; redirects are not followed",
    "410": "never again: the subscription is paused",
    "default": "sent again after 1 minute, 5 minutes, 30 minutes … for 3 days; then it is in the list of the failed",
}


def webhooks(words: Mapping[str, Json], tag: str) -> Json:
    """Event → what is posted to whoever subscribed.

    words   event → {summary, summary_vi}
    raises  KeyError for an event nobody has described
    """
    return {event: {"post": _post(event, words[event], tag)} for event in (*EVENTS, PING)}


def _post(event: str, words: Json, tag: str) -> Json:
    subject = event.partition(".")[0].capitalize()
    body = {"$ref": f"#/components/schemas/Hook{subject}Message", "properties": {"type": {"const": event}}}
    return {
        "operationId": f"on_{event.replace('.', '_')}",
        "tags": [tag],
        "summary": words["summary"],
        "description": f"**{words['summary_vi']}**",
        "x-summary-vi": words["summary_vi"],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": schema, "description": means}
            for name, (schema, means) in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {status: {"description": means} for status, means in _ANSWERS.items()},
    }
