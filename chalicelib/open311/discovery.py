"""Where the endpoint is, what it writes, whom to ask: the discovery file. Pure."""

from datetime import datetime
from typing import Any

from chalicelib.open311.notation import MEDIA_TYPE, Told
from chalicelib.province.province import Province

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
PATH = "/open311/v2"
SINCE = "2026-11-22T00:00:00+00:00"  # this endpoint answers as it does; a province's services change on their own


def discovery(province: Province | None, changed_at: datetime | None, public_url: str, *, live: bool) -> Told:
    """The file for a province, or for the endpoint that all share.

    changed_at  aware; when the services of the province changed last: clients that keep them read them anew then
    live        what is filed there is acted upon
    """
    changeset = changed_at.isoformat(timespec="seconds") if changed_at else SINCE
    endpoint = {
        "specification": SPECIFICATION,
        "url": public_url + PATH,
        "changeset": changeset,
        "type": "production" if live else "test",
        "formats": list(MEDIA_TYPE.values()),
    }
    value = {
        "changeset": changeset,
        "contact": _contact(province),
        "key_service": _KEYS,
        "endpoints": [endpoint],
    }
    return Told(root="discovery", value=value)


_KEYS = (
    "Quản trị viên của tỉnh cấp khóa có quyền submit_petitions. / "
    "The administrator of the province issues keys with the scope submit_petitions."
)
_ANYBODY = (
    "Mỗi tỉnh trả lời cho mình; jurisdiction_id là tên ngắn của tỉnh. / "
    "Each province answers for itself; jurisdiction_id is the short name of a province."
)


def _contact(province: Province | None) -> Any:
    if province is None:
        return _ANYBODY
    keeper = province.unit(province.tray)
    return f"{keeper.name}, {province.name}" + (f", {keeper.hotline}" if keeper.hotline else "")
