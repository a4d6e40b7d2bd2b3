"""The endpoint's addresses: a name such as «services.json» and arguments in, status, type and text out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import observe
from chalicelib.errors import NotFound, PetitionError
from chalicelib.open311.front import Open311
from chalicelib.open311.notation import MEDIA_TYPE, Notation, Told, read_name, written
from chalicelib.open311.posted import Fields, gathered
from chalicelib.open311.refusal import refusal

Pairs = Sequence[tuple[str, str]]  # arguments of an address: names and values as often as they were given


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Every method answers whatever comes in; an error is a list in the notation asked for, or else in XML."""

    front: Open311

    def discovery(self, name: str, arguments: Pairs) -> Answer:
        return _named(name, arguments, {"discovery": self.front.discovery})

    def list(self, name: str, arguments: Pairs) -> Answer:
        return _named(name, arguments, {"services": self.front.services, "requests": self.front.requests})

    def file(self, name: str, arguments: Pairs, body: bytes, content_type: str, idempotency_key: str) -> Answer:
        def ask(given: Fields) -> Told:
            return self.front.file(given, body, content_type, idempotency_key)

        return _named(name, arguments, {"requests": ask})

    def service(self, name: str, arguments: Pairs) -> Answer:
        return _answered(name, lambda code: self.front.definition(gathered(arguments), code))

    def request(self, name: str, arguments: Pairs) -> Answer:
        return _answered(name, lambda code: self.front.request(gathered(arguments), code))

    def token(self, name: str, arguments: Pairs) -> Answer:
        return _answered(name, lambda token: self.front.token(gathered(arguments), token))


def _named(name: str, arguments: Pairs, known: Mapping[str, Callable[[Fields], Told]]) -> Answer:
    """The answer of one of the resources that are known by name."""

    def ask(resource: str) -> Told:
        if resource not in known:
            raise NotFound("không có địa chỉ này / no such resource")
        return known[resource](gathered(arguments))

    return _answered(name, ask)


def _answered(name: str, ask: Callable[[str], Told]) -> Answer:
    status, notation = 200, Notation.XML  # the one every client must read
    try:
        resource, notation = read_name(name)
        told = ask(resource)
    except PetitionError as error:
        observe.count(f"Refused{error.status}")
        status, told = refusal(error)
    kind = f"{MEDIA_TYPE[notation]}; charset=utf-8"
    return Answer(status=status, content_type=kind, text=written(told, notation))
