"""What a 311 app may ask: services, their attributes, published requests; and may send: a request."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib.access.action import Action
from chalicelib.access.table import admit
from chalicelib.errors import Forbidden, NotFound, PetitionError
from chalicelib.open311 import services
from chalicelib.open311.discovery import discovery
from chalicelib.open311.filing import petition
from chalicelib.open311.notation import Told
from chalicelib.open311.posted import Fields, fields
from chalicelib.open311.queries import LONGEST_CODE, MOST, Query, bounded, query_from
from chalicelib.open311.refusal import lacking
from chalicelib.open311.requests import LONGEST, MediaLink, request, service_requests
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.publish.published import Publication, Published
from chalicelib.ticket.code import read_code
from chalicelib.ticket.ticket import Actor, Ticket

JURISDICTION, KEY = "jurisdiction_id", "api_key"
MOST_READS = 10  # pages of the index an answer may cost
MOST_BYTES = 5_000_000  # of an answer: a function may answer 6 MB
LETTER = 6  # bytes of an escaped one
FRAME = 900  # bytes of a request but for its words
_BAD_KEY = "api_key thiếu hoặc sai / missing or invalid api_key: a request cannot be created"


class Form(Protocol):
    """Who takes petitions; `wiring.form()` is one."""

    def file(self, province: Province, body: Any, idempotency_key: str, door: str) -> Ticket: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311:
    """The endpoint all provinces share; `jurisdiction_id` is the slug of one.

    Arguments come as `Fields`, blank ones left out, for to be empty is not to be given.

    caller      whose a key is; raises Unauthorised or Forbidden for one that does not hold
    changed_at  when the document of a province was activated last, aware; None when nobody knows
    media_link  the address under which all may see a published photo
    live        what is filed here is acted upon
    """

    provinces: Registry
    form: Form
    published: Published
    caller: Callable[[str], Actor]
    changed_at: Callable[[str], datetime | None]
    pin: Callable[[str, str], str]
    media_link: MediaLink
    public_url: str
    live: bool
    now: Callable[[], datetime]

    def discovery(self, given: Fields) -> Told:
        """The jurisdiction may be left out here: then the file is that of the endpoint.

        raises  NotFound
        """
        if JURISDICTION not in given:
            return discovery(None, None, self.public_url, live=self.live)
        province = self._province(given)
        return discovery(province, self.changed_at(province.slug), self.public_url, live=self.live)

    def services(self, given: Fields) -> Told:
        """raises  BadInput, also for arguments of `requests` that cannot be: both have one address; NotFound"""
        province = self._province(given)
        query_from(given, self.now())
        return services.services(province)

    def definition(self, given: Fields, code: str) -> Told:
        """raises  BadInput, NotFound"""
        province = self._province(given)
        return services.definition(province, services.service(province, code))

    def file(self, given: Fields, body: bytes, content_type: str, idempotency_key: str) -> Told:
        """Open a petition; arguments of the address count where the body has none. The answer is its receipt.

        raises  BadInput with every fault; NotFound; Forbidden without a key of this province that may submit; TooLarge
        """
        sent = given | fields(body, content_type)
        province = self._province(sent)
        actor = self._caller(sent, province)
        door = f"open311#{actor.id.removeprefix('key:')}"
        ticket = self.form.file(province, petition(province, sent), idempotency_key, door)
        receipt = {"service_request_id": ticket.code, "service_notice": self._notice(province, ticket)}
        return service_requests([receipt | {"account_id": None}])

    def requests(self, given: Fields) -> Told:
        """Published requests, the newest first: of 90 days and 1,000 at most.

        raises  BadInput, NotFound
        """
        province = self._province(given)
        query = query_from(given, self.now())
        found: list[Publication] = []
        for publication in self._found(province, query):
            found.append(publication)
            if len(found) == min(MOST, query.skip + query.most):
                break
        page = _within(found[query.skip :])
        return service_requests([request(province, p, self.media_link, extended=query.extended) for p in page])

    def request(self, given: Fields, code: str) -> Told:
        """One published request, in a list of one.

        raises  BadInput; NotFound also for one that is not published
        """
        bounded(given)
        province, publication = self._one(given, code)
        extended = given.get("extensions", [""])[-1].lower() == "true"
        return service_requests([request(province, publication, self.media_link, extended=extended)])

    def token(self, given: Fields, token: str) -> Told:
        """The request of a token. All services are realtime, so no answer holds one: the id, as typed, is its own.

        raises  as request
        """
        _, publication = self._one(given, token)
        return service_requests([{"service_request_id": publication.code, "token": token}])

    def _one(self, given: Fields, code: str) -> tuple[Province, Publication]:
        province, known = self._province(given), read_code(code[:LONGEST_CODE])
        try:
            if known:
                return province, self.published.one(province.slug, known)
        except NotFound:
            pass  # said below, in the words of this room
        raise NotFound("không có phản ánh công khai này / no such published service request")

    def _province(self, given: Fields) -> Province:
        if JURISDICTION not in given:
            raise lacking(JURISDICTION)
        try:
            found = self.provinces.get(given[JURISDICTION][-1].strip()[:LONGEST_CODE])
        except NotFound:
            found = None
        if found is None or found.training:  # 311 apps show what they find to people
            raise NotFound("không có jurisdiction_id này / no such jurisdiction_id")
        return found

    def _caller(self, sent: Fields, province: Province) -> Actor:
        try:
            actor = self.caller(sent.get(KEY, [""])[-1].strip())
            admit(actor, Action.SUBMIT_PETITIONS)
        except PetitionError as error:
            if error.status not in {401, 403}:
                raise
            raise Forbidden(_BAD_KEY) from error
        if actor.tenant != province.slug:
            raise Forbidden(_BAD_KEY)
        return actor

    def _found(self, province: Province, query: Query) -> Iterator[Publication]:
        """Everything the query takes, page by page, until so many pages are read."""
        cursor: str | None = None
        for _ in range(MOST_READS if query.codes != () else 0):
            page = self.published.page(province.slug, query.wanted, MOST, cursor)
            yield from filter(query.takes, page.publications)
            cursor = page.cursor
            if cursor is None:
                break

    def _notice(self, province: Province, ticket: Ticket) -> str:
        """What happens now, and how to follow it; for what is no petition in law, the right procedure instead."""
        gate = next((g for g in province.regulation.procedures.gates if g.type == ticket.legal), None)
        if gate:
            return gate.procedure
        promised = ticket.promised_at.astimezone(ZoneInfo(province.zone))
        where, pin = f"{self.public_url}/{province.slug}/{ticket.code}", self.pin(province.slug, ticket.code)
        return (
            f"Mã {ticket.code}, PIN {pin}, tra cứu tại {where}; hẹn trả lời trước {promised:%H:%M %d/%m/%Y}. / "
            f"Follow it at {where} with PIN {pin}; an answer is promised by {promised:%Y-%m-%d %H:%M}."
        )


def _within(found: Sequence[Publication]) -> list[Publication]:
    """As many as one answer can carry, one at least."""
    room, kept = MOST_BYTES, list[Publication]()
    for publication in found:
        room -= FRAME + LETTER * sum(min(len(text), LONGEST) for text in (publication.text, publication.answer))
        if kept and room < 0:
            break
        kept.append(publication)
    return kept
