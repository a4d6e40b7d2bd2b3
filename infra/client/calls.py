"""Operations of the OpenAPI document → methods of the client, and iterators over what comes in pages."""

import keyword
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.client.shapes import Json, Shapes, class_name, union

_VERBS = ("get", "put", "post", "delete", "patch")
_FORM = "application/x-www-form-urlencoded"
_PREFERRED = ("application/json", _FORM, "multipart/form-data")
_HEADERS = {"Idempotency-Key": "idempotency_key", "If-Match": "if_match"}


@dataclass(frozen=True, kw_only=True)
class Argument:
    """Of a method. `where`: path, query, header or body; `wire`: its name there."""

    name: str
    kind: str
    required: bool
    where: str
    wire: str
    said: str = ""

    def declared(self) -> str:
        return f"{self.name}: {self.kind}" if self.required else f"{self.name}: {_or_none(self.kind)} = None"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One call: `answer` is the type of its body, `page` that of a page with (type, list, item), if it has pages."""

    id: str
    method: str
    path: str
    summary: str
    arguments: tuple[Argument, ...]
    media: str
    answer: str
    errors: tuple[str, ...]
    page: tuple[str, str, str] | None


def operations(document: Json, shapes: Shapes) -> Iterator[Operation]:
    for path, held in sorted(document["paths"].items()):
        for verb in _VERBS:
            if verb in held:
                yield _operation(document, shapes, path, verb, held[verb])


def _operation(document: Json, shapes: Shapes, path: str, verb: str, held: Json) -> Operation:
    named = class_name(held["operationId"])
    given = [_resolved(document, one) for one in held.get("parameters", ())]
    arguments = [_argument(shapes, named, one) for one in given if (one["in"], one["name"]) != ("path", "province")]
    media, body = _body(shapes, named, held.get("requestBody"))
    every = sorted([*arguments, *body], key=lambda one: not one.required)
    good = {status: one for status, one in held["responses"].items() if status[0] in "23"}
    answers = [_resolved(document, one) for one in good.values()]
    vi = held.get("x-summary-vi", "")
    return Operation(
        id=held["operationId"], method=verb.upper(), path=path, arguments=tuple(every), media=media,
        summary=held["summary"] + (f" · {vi}" if vi else ""),
        answer=union(_kind(shapes, named, one) for one in _contents(answers)),
        errors=tuple(status for status in held["responses"] if status not in good),
        page=_page(shapes, named, answers) if any(one.wire == "cursor" for one in every) else None,
    )  # fmt: skip


def method(asked: Operation) -> str:
    """The method of the client, and its iterator."""
    by = {
        where: [one for one in asked.arguments if one.where == where] for where in ("path", "query", "header", "body")
    }
    places = [f"{one.wire!r}: {one.name}" for one in by["path"]]
    if "{province}" in asked.path:
        places.insert(0, "'province': self.province")
    query = [f"{one.wire!r}: {one.name}" for one in by["query"]]
    headers = [f"{one.wire!r}: {_value(one)}" for one in by["header"]]
    parts = [f"method={asked.method!r}", f"path={asked.path!r}"]
    parts += [f"{name}={{{', '.join(held)}}}" for name, held in
              (("places", places), ("query", query), ("headers", headers)) if held]  # fmt: skip
    parts += [f"body={one.name}" for one in by["body"]] + ([f"kind={asked.media!r}"] if asked.media else [])
    lines = [
        f"def {asked.id}({_signature(asked.arguments)}) -> Answer[{asked.answer}]:",
        *textwrap.indent(_said(asked), "    ").splitlines(),
        f"    return self.wire.send(Call({', '.join(parts)}))",
    ]
    return "\n".join(lines) + (f"\n\n{_iterator(asked)}" if asked.page else "")


def _iterator(asked: Operation) -> str:
    assert asked.page is not None
    page, items, item = asked.page
    fixed = {"cursor": "cursor"}
    if page != asked.answer:
        fixed |= {one.wire: "'json'" for one in asked.arguments if one.wire == "format"}
    kept = tuple(one for one in asked.arguments if one.wire not in fixed)
    said = ", ".join(f"{one.name}={fixed.get(one.wire, one.name)}" for one in asked.arguments)
    called = f"self.{asked.id}({said}).body"
    return "\n".join([
        f"def iter_{asked.id}({_signature(kept)}) -> Iterator[{item}]:",
        f'    """Every one of `{asked.id}`, page after page."""',
        "    cursor: str | None = None",
        "    while True:",
        f"        page = {called if page == asked.answer else f'cast({page}, {called})'}",
        f"        yield from page[{items!r}]",
        "        cursor = page.get('next')",
        "        if not cursor:",
        "            return",
    ])  # fmt: skip


def _said(asked: Operation) -> str:
    rows = [one for one in asked.arguments if one.said]
    width = max((len(one.name) for one in rows), default=0)
    lines = [f"{one.name:<{width}}  {one.said}" for one in rows]
    wrapped = [textwrap.fill(one, 100, subsequent_indent=" " * (width + 2)) for one in lines]
    errors = f"raises  ApiProblem with {', '.join(asked.errors)}; NoAnswer"
    inside = "\n\n".join(["\n".join(one) for one in ([asked.summary], wrapped, [errors]) if one])
    return f'"""{inside}\n"""'.replace("\\", "")


def _value(one: Argument) -> str:
    return f"{one.name} or new_key()" if one.wire == "Idempotency-Key" else one.name


def _signature(arguments: tuple[Argument, ...]) -> str:
    return ", ".join(["self", *(["*"] if arguments else []), *(one.declared() for one in arguments)])


def _argument(shapes: Shapes, named: str, held: Json) -> Argument:
    wire = held["name"]
    kind = shapes.of(held.get("schema", {}), named + class_name(wire))
    name = _HEADERS.get(wire) or "".join(c if c.isalnum() else "_" for c in wire).lower()
    if keyword.iskeyword(name) or name in ("self", "body"):
        name += "_"
    said = " ".join(str(held.get("description", "")).split())
    return Argument(name=name, kind=kind, required=held["required"], where=held["in"], wire=wire, said=said)


def _body(shapes: Shapes, named: str, held: Json | None) -> tuple[str, list[Argument]]:
    """(media type, the argument, if there is one)."""
    if not held:
        return "", []
    content = held["content"]
    media = next((one for one in _PREFERRED if one in content), next(iter(content)))
    typed = media in (_PREFERRED[0], _FORM)
    kind = shapes.of(content[media].get("schema", {}), f"{named}Body") if typed else "bytes"
    required = held.get("required", False)
    return media, [Argument(name="body", kind=kind, required=required, where="body", wire="body")]


def _contents(answers: list[Json]) -> Iterator[tuple[str, Json]]:
    for one in answers:
        yield from one.get("content", {"": {}}).items()


def _kind(shapes: Shapes, named: str, content: tuple[str, Json]) -> str:
    media, held = content
    if media == "application/json" or media.endswith("+json"):
        return shapes.of(held.get("schema", {}), f"{named}Answer")
    if media.startswith("text/") or media.endswith("xml"):
        return "str"
    return "bytes" if media else "None"


def _page(shapes: Shapes, named: str, answers: list[Json]) -> tuple[str, str, str] | None:
    """(type of a page, its list, type of an item) when the JSON answer is a page."""
    held = next((one.get("schema") for media, one in _contents(answers) if media == "application/json"), None)
    properties = shapes.whole(held).get("properties", {}) if held else {}
    lists = [name for name, one in properties.items() if shapes.whole(one).get("type") == "array"]
    if held is None or "next" not in properties or len(lists) != 1:
        return None
    page = shapes.of(held, f"{named}Answer")
    items = shapes.whole(properties[lists[0]]).get("items", {})
    return page, lists[0], shapes.of(items, page + class_name(lists[0]) + "Item")


def _resolved(document: Json, held: Mapping[str, Any]) -> Json:
    while "$ref" in held:
        found: Any = document
        for step in held["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        held = found
    return dict(held)


def _or_none(kind: str) -> str:
    return kind if kind == "Any" or kind.endswith("| None") else f"{kind} | None"
