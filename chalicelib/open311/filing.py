"""A service request that was sent → the petition the form of the intake takes. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib import schema
from chalicelib.errors import BadInput
from chalicelib.open311.posted import Fields
from chalicelib.open311.refusal import lacking
from chalicelib.open311.services import CONTACT, KIND, PHOTO, REPORT, demands, service
from chalicelib.province.province import Category, Province
from chalicelib.vietnamese import clean

SERVICE = "service_code"
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")
_ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](\[\])?")
_SPACING = re.compile(r"[ ().-]")
_SHORTEST = 5  # characters of a petition
_MEDIA = "Ảnh, video: "
_NOWHERE = "thiếu nơi xảy ra / a location is required: lat and long, address_string or address_id"
_HALF = "lat và long phải đi cùng nhau / lat and long go together"


def petition(province: Province, fields: Fields) -> dict[str, Any]:
    """The body of `intake/petition` for a request whose jurisdiction is `province`.

    fields   of the form, blank ones left out; of a field sent twice the last counts, but for lists of attributes
    raises   BadInput without a service_code, NotFound for an unknown one, BadInput with every other fault
    """
    if SERVICE not in fields:
        raise lacking(SERVICE)
    category = service(province, fields[SERVICE][-1])
    form = _typed(fields)
    schema.check("open311/request", form)
    chosen = _attributes(form)
    if faults := [*_misplaced(form), *_unfit(province, category, form, chosen)]:
        raise BadInput("; ".join(faults), faults=[{"pointer": "", "message": fault} for fault in faults])
    body = {"category": category.id, "text": _text(category, form, chosen), "place": _place(form)}
    body |= {"kind": chosen[KIND]} if KIND in chosen else {}
    submitter = _submitter(form, chosen)
    return body | ({"submitter": submitter} if submitter else {})


def _typed(fields: Fields) -> dict[str, Any]:
    """Numbers as numbers, lists where an attribute was sent more than once: what the schema speaks of."""
    form: dict[str, Any] = {}
    for name, values in fields.items():
        several = len(values) > 1 and _ATTRIBUTE.fullmatch(name)
        form[name] = list(values) if several else values[-1].strip()
    for name in ("lat", "long"):
        if _NUMBER.fullmatch(form.get(name, "")):
            form[name] = float(form[name])
    return form


def _attributes(form: Mapping[str, Any]) -> dict[str, Any]:
    """attribute[code]=value and attribute[code][]=value → code and value."""
    found = ((_ATTRIBUTE.fullmatch(name), value) for name, value in form.items())
    return {match[1]: value for match, value in found if match}


def _misplaced(form: Mapping[str, Any]) -> Iterator[str]:
    if ("lat" in form) != ("long" in form):
        yield _HALF
    elif not {"lat", "address_string", "address_id"} & form.keys():
        yield _NOWHERE


def _unfit(province: Province, category: Category, form: Mapping[str, Any], chosen: Mapping[str, Any]) -> Iterator[str]:
    """Attributes that the service does not have, or has otherwise, or demands and did not get."""
    kinds = [kind.id for kind in province.kinds]
    for code, value in chosen.items():
        if code not in (KIND, PHOTO, CONTACT):
            yield f"attribute[{code[:40]}]: dịch vụ không có thuộc tính này / this service has no such attribute"
        elif not isinstance(value, str):
            yield f"attribute[{code}]: chỉ một giá trị / one value only"
        elif code == KIND and value not in kinds:
            yield f"attribute[{KIND}]: một trong / one of: {', '.join(kinds)}"
    given = set(chosen) | ({PHOTO} if "media_url" in form else set())
    given |= {CONTACT} if {"phone", "email"} & form.keys() else set()
    for demand in demands(province, category, str(chosen.get(KIND, REPORT))):
        if demand.need not in given:
            yield f"thiếu attribute[{demand.need}] / attribute[{demand.need}] was not provided ({demand.article})"


def _text(category: Category, form: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    """The description is not required, a petition's words are: the service stands for what was not said."""
    said = clean(form.get("description", ""))
    if len(said) < _SHORTEST:
        said = f"Phản ánh: {category.name}. {said}".strip()
    media = dict.fromkeys(url for url in (form.get("media_url"), chosen.get(PHOTO)) if url)
    return "\n".join([said, *(_MEDIA + clean(url) for url in media)])


def _place(form: Mapping[str, Any]) -> dict[str, Any]:
    names = {"address_string": "address", "address_id": "commune", "lat": "latitude", "long": "longitude"}
    return {ours: form[theirs] for theirs, ours in names.items() if theirs in form}


def _submitter(form: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, str]:
    """Who sent it, as far as they said; device_id and account_id are not kept. The family name comes first."""
    contact = chosen.get(CONTACT, "")
    phone = form.get("phone") or ("" if "@" in contact else contact)
    found = {
        "name": clean(" ".join(form[part] for part in ("last_name", "first_name") if part in form)),
        "phone": _SPACING.sub("", phone),
        "email": form.get("email") or (contact if "@" in contact else ""),
    }
    return {name: value for name, value in found.items() if value}
