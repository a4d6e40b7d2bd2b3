"""The services of a province: its categories, and what the regulation demands of a report on one. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.open311.notation import Told
from chalicelib.province.province import Category, Province
from chalicelib.province.regulation import Limit, Stage, holds
from chalicelib.sla.words import allowance_words

REPORT = "field_report"  # what a 311 app sends, unless its user chose another kind
KIND, PHOTO, CONTACT = "kind", "photo", "contact"
MOST_KEYWORDS = 30  # a category knows up to hundreds of words; a client searches the first
# What the regulation may demand beyond a place, which every Open311 request has: the question to its sender.
_QUESTIONS = {
    PHOTO: "Địa chỉ (URL) của ảnh hoặc video / Address (URL) of a photo or film: the same as media_url",
    CONTACT: "Số điện thoại hoặc thư điện tử / Telephone number or e-mail address: the same as phone or email",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Something a request must come with, and the article that says so."""

    need: str
    article: str


def services(province: Province) -> Told:
    """The service list, in the order of the province's document."""
    return Told(root="services", value=[_service(province, category) for category in province.categories])


def service(province: Province, code: str) -> Category:
    """raises  NotFound"""
    category = province.category(code)
    if category is None:
        raise NotFound("không có service_code này / no such service_code in this jurisdiction")
    return category


def _service(province: Province, category: Category) -> dict[str, Any]:
    parent = province.category(category.parent)
    return {
        "service_code": category.id,
        "service_name": category.name,
        "description": _description(province, category),
        "metadata": True,  # the kind may be chosen for every service
        "type": "realtime",
        "keywords": ", ".join(word.replace(",", " ") for word in category.words[:MOST_KEYWORDS]),
        "group": (parent or category).name,
    }


def _description(province: Province, category: Category) -> str:
    limit = answer_limit(province, category)
    english = f" / {category.name_en}" if category.name_en else ""
    return f"{category.name}{english}. Trả lời trong {allowance_words(limit.allow)} ({limit.article})."


def answer_limit(province: Province, category: Category) -> Limit:
    """What the regulation allows for the answer to a report on it."""
    return province.regulation.limit(Stage.ANSWER, _facts(category, REPORT))


def definition(province: Province, category: Category) -> Told:
    """The attributes of a service: the kind, which may be chosen, then what is demanded, as it is for a report."""
    attributes = [_kind(province), *_demanded(province, category)]
    numbered = [attribute | {"order": order} for order, attribute in enumerate(attributes, 1)]
    return Told(root="service_definition", value={"service_code": category.id, "attributes": numbered})


def demands(province: Province, category: Category, kind: str) -> tuple[Demand, ...]:
    """Of photo and contact what the regulation demands of a petition of this kind on this category."""
    rows = (row for row in province.regulation.procedures.evidence if holds(row.when, _facts(category, kind)))
    found = {need: row.article for row in rows for need in row.needs if need in _QUESTIONS}
    return tuple(Demand(need=need, article=article) for need, article in found.items())


def _facts(category: Category, kind: str) -> dict[str, str | None]:
    return {"urgency": category.urgency, "category": category.id, "kind": kind}


def _kind(province: Province) -> dict[str, Any]:
    return {
        "variable": True,
        "code": KIND,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": None,
        "order": 0,
        "description": "Loại phản ánh, kiến nghị / Kind of petition",
        "values": [{"key": kind.id, "name": kind.name} for kind in province.kinds],
    }


def _demanded(province: Province, category: Category) -> Iterator[dict[str, Any]]:
    for demand in demands(province, category, REPORT):
        yield {
            "variable": True,
            "code": demand.need,
            "datatype": "string",
            "required": True,
            "datatype_description": demand.article,
            "order": 0,
            "description": _QUESTIONS[demand.need],
        }
