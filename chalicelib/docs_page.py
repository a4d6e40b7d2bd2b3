"""The OpenAPI document as one page people can read: no script, nothing loaded, Vietnamese first."""

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from chalicelib import problems

Json = dict[str, Any]
_SENT = "⇢"  # instead of a method: we call them


@cache
def _page() -> Template:
    return Template(Path(__file__).with_name("docs.html").read_text("utf-8"))


def filled(document: Json) -> str:
    """The page as HTML; everything in it is escaped here."""
    held: dict[str, list[str]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for verb, operation in methods.items():
            held[operation["tags"][0]].append(_operation(path, verb, operation, document))
    for event, methods in document["webhooks"].items():
        for operation in methods.values():
            held[operation["tags"][0]].append(_operation(event, _SENT, operation, document))
    about = "<br>".join(escape(line) for line in document["info"]["description"].split("\n") if line)
    return _page().substitute(
        title=escape(document["info"]["title"]),
        about=about,
        contents="\n".join(
            f'<li><a href="#{_id(name)}">{escape(name)}</a></li>' for name in [*held, "problems", "schemas"]
        ),
        subjects="\n".join(_subject(tag, held[tag["name"]]) for tag in document["tags"]),
        problems="\n".join(_problems()),
        schemas="\n".join(_schema(name, one) for name, one in sorted(document["components"]["schemas"].items())),
    )


def _id(name: str) -> str:
    return escape(name.lower().replace(" ", "-").replace(".", "-"))


def _subject(tag: Json, operations: list[str]) -> str:
    words = escape(tag.get("description", ""))
    return f'<h2 id="{_id(tag["name"])}">{escape(tag["name"])}</h2>\n<p>{words}</p>\n' + "\n".join(operations)


def _operation(path: str, verb: str, held: Json, document: Json) -> str:
    who = f'<span class="staff">🔒 {escape(held["x-action"])}</span>' if held.get("security") else ""
    parts = [
        f'<summary><span><span class="verb">{verb.upper()}</span> <code>{escape(path)}</code> {who}</span>',
        f'<span>{escape(held["x-summary-vi"])} <span lang="en">/ {escape(held["summary"])}</span></span></summary>',
        *(f'<p lang="en">{escape(line)}</p>' for line in held["description"].split("\n\n")[1:]),
        _parameters([_found(one, document) for one in held["parameters"]]),
        *(
            f"<p>Nội dung gửi <span lang='en'>/ Body</span>: {one}</p>"
            for one in _contents(held.get("requestBody", {}))
        ),
        _answers({status: _found(one, document) for status, one in held["responses"].items()}),
    ]
    return f'<details id="{_id(held["operationId"])}">' + "\n".join(part for part in parts if part) + "</details>"


def _found(held: Json, document: Json) -> Json:
    """What a reference of the document leads to."""
    while "$ref" in held:
        found: Any = document
        for step in held["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        held = found
    return held


def _parameters(held: list[Json]) -> str:
    if not held:
        return ""
    rows = "\n".join(
        f"<tr><td><code>{escape(one['name'])}</code>{' *' if one['required'] else ''}</td><td>{one['in']}</td>"
        f"<td>{_type(one['schema'])}</td><td>{escape(one.get('description', ''))}</td></tr>"
        for one in held
    )
    return f"<table><thead><tr><th>Tham số</th><th></th><th></th><th></th></tr></thead><tbody>{rows}</tbody></table>"


def _answers(held: dict[str, Json]) -> str:
    rows = "\n".join(
        f"<tr><td>{status}</td><td>{escape(one['description'])}</td><td>{' · '.join(_contents(one))}</td></tr>"
        for status, one in sorted(held.items())
    )
    return f"<table><thead><tr><th>Trả lời</th><th></th><th></th></tr></thead><tbody>{rows}</tbody></table>"


def _contents(held: Json) -> Iterator[str]:
    for kind, one in held.get("content", {}).items():
        yield f"<code>{escape(kind)}</code> {_type(one['schema'])}"


def _type(schema: Json) -> str:
    """A schema in a word: a link to a named one, else what it is."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#schema-{_id(name)}">{escape(name)}</a>'
    if "enum" in schema:
        return escape(" | ".join(json.dumps(one, ensure_ascii=False) for one in schema["enum"]))
    kind = schema.get("type", "")
    return escape(" | ".join(kind) if isinstance(kind, list) else str(kind))


def _problems() -> Iterator[str]:
    for code, one in sorted(problems.codes().items(), key=lambda each: (each[1]["status"], each[0])):
        vi, en = f"{one['title_vi']}. {one['detail_vi']}", f"{one['title']}. {one['detail']}"
        said = f'{escape(vi)}<br><span lang="en">{escape(en)}</span>'
        yield f"<tr><td>{one['status']}</td><td><code>{code}</code></td><td>{said}</td></tr>"


def _schema(name: str, held: Json) -> str:
    text = escape(json.dumps(held, ensure_ascii=False, indent=2))
    return f'<details id="schema-{_id(name)}"><summary><code>{escape(name)}</code></summary><pre>{text}</pre></details>'
