"""JSON Schema → Python types: an object with properties is a TypedDict, everything else a type expression."""

import json
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_HERE = "#/components/schemas/"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
# Names the head of the file and Python itself have taken.
_TAKEN = frozenset(
    {"Any", "Answer", "ApiProblem", "Call", "CauNoi", "NoAnswer", "Token", "Wire", "T", "Literal", "None"}
)


def class_name(said: str) -> str:
    """`desk/act.unit`, `file_petition` → `DeskActUnit`, `FilePetition`."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", said))
    return f"{name}Shape" if name in _TAKEN or not name[:1].isalpha() else name


@dataclass
class Shapes:
    """The types asked for so far; `components` are the schemas of the document by name."""

    components: Mapping[str, Json]
    dicts: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → (expression, description)
    _made: dict[str, Json] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # of a component → of its type

    def of(self, held: Any, hint: str) -> str:
        """The type of a schema; what must have a name of its own is called `hint`."""
        if not isinstance(held, dict):
            return "Any"
        if "$ref" in held:
            return self._component(held["$ref"])
        if "const" in held or "enum" in held:
            return literal(held.get("enum", [held.get("const")]))
        for several in ("oneOf", "anyOf"):
            if several in held and "properties" not in held:
                return union(self.of(one, f"{hint}{n}") for n, one in enumerate(held[several], 1))
        if "allOf" in held:
            return self.of(self.whole(held), hint)
        kind = held.get("type") or ("object" if "properties" in held else "array" if "items" in held else None)
        if isinstance(kind, list):
            return union(self.of({**held, "type": one}, hint) for one in kind)
        return self._plain(kind, held, hint)

    def whole(self, held: Json) -> Json:
        """References followed and `allOf` put together, as far as properties go."""
        if "$ref" in held:
            return self.whole(self.components.get(held["$ref"].removeprefix(_HERE), {}))
        if "allOf" not in held:
            return held
        parts = [self.whole(one) for one in held["allOf"]]
        own = {name: value for name, value in held.items() if name != "allOf"}
        merged: Json = {}
        for part in (*parts, own):
            both = {**merged.get("properties", {}), **part.get("properties", {})}
            required = [*merged.get("required", []), *part.get("required", [])]
            merged = {**merged, **part}
            if both:
                merged |= {"properties": both, "required": required}
        return merged

    def written(self) -> str:
        """Python that declares them: the dicts, then the aliases, each after those it is made of."""
        lines = list(self.dicts.values())
        lines += [f"{name}: TypeAlias = {expression}" + _noted(said) for name, expression, said in self._in_order()]
        return "\n\n\n".join(lines)

    def _plain(self, kind: Any, held: Json, hint: str) -> str:
        if kind == "array":
            return f"list[{self.of(held.get('items', {}), hint + 'Item')}]"
        if kind != "object":
            return "bytes" if held.get("format") == "binary" else _PLAIN.get(kind, "Any")
        if held.get("properties"):
            return self._dict(held, hint)
        patterns = list(held.get("patternProperties", {}).values())
        value = patterns[0] if len(patterns) == 1 else held.get("additionalProperties", {})
        return f"dict[str, {self.of(value, hint + 'Value')}]"

    def _component(self, ref: str) -> str:
        name = ref.removeprefix(_HERE)
        if name not in self.components:
            return "Any"
        if name not in self._names:
            held, called = self.components[name], self._free(class_name(name), self.components[name])
            self._names[name] = called
            self._made[called] = held
            expression = self.of(held, called)
            if expression != called:
                self.aliases[called] = expression, str(held.get("description", ""))
        return self._names[name]

    def _dict(self, held: Json, hint: str) -> str:
        name = self._free(hint, held)
        if name in self.dicts:
            return name
        self._made[name], self.dicts[name] = held, ""  # its place; it may speak of itself
        required = set(held.get("required", ()))
        rows = {key: (self.of(one, name + class_name(key)), key in required) for key, one in held["properties"].items()}
        if all(key.isidentifier() and not keyword.iskeyword(key) for key in rows):
            words = str(held.get("description", "")).replace("\\", "").replace('"', "'")
            body = [f'    """{words}"""\n'] if words else []
            body += [f"    {key}: {_maybe(kind, must)}" for key, (kind, must) in rows.items()]
            self.dicts[name] = f"class {name}(TypedDict):\n" + "\n".join(body)
        else:
            body = [f"    {key!r}: {_maybe(repr(kind), must)}," for key, (kind, must) in rows.items()]
            self.dicts[name] = f"{name} = TypedDict({name!r}, {{\n" + "\n".join(body) + "\n})"
        return name

    def _free(self, wanted: str, held: Json) -> str:
        """`wanted`, or with a number where another schema has that name."""
        name, number = wanted, 1
        while name in self._made and self._made[name] is not held and self._made[name] != held:
            number += 1
            name = f"{wanted}{number}"
        return name

    def _in_order(self) -> Iterator[tuple[str, str, str]]:
        done: set[str] = set()

        def visit(name: str, above: frozenset[str]) -> Iterator[tuple[str, str, str]]:
            if name in done:
                return
            expression, said = self.aliases[name]
            used = [word for word in re.findall(r"\w+", re.sub(r'"[^"]*"', "", expression)) if word in self.aliases]
            for other in used:
                if other not in above and other != name:
                    yield from visit(other, above | {name})
            done.add(name)
            late = any(other not in done or other == name for other in used)
            yield name, repr(expression) if late else expression, said

        for name in self.aliases:
            yield from visit(name, frozenset())


def literal(values: Iterable[Any]) -> str:
    """`Literal[…]` of words, numbers and null; Any where a value is nothing a type can name."""
    given = list(values)
    if not all(one is None or isinstance(one, str | int) for one in given):
        return "Any"
    return f"Literal[{', '.join('None' if one is None else _spelt(one) for one in given)}]"


def union(kinds: Iterable[str]) -> str:
    found = list(dict.fromkeys(kinds))
    if not found or "Any" in found:
        return "Any"
    return " | ".join([one for one in found if one != "None"] + (["None"] if "None" in found else []))


def _spelt(one: str | int) -> str:
    return str(one) if isinstance(one, int) else json.dumps(one, ensure_ascii=False)


def _maybe(kind: str, must: bool) -> str:
    return kind if must else f"NotRequired[{kind}]"


def _noted(said: str) -> str:
    return f"  # {' '.join(said.split())}" if said else ""
