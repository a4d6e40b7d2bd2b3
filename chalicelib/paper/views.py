"""What is shown of a paper that is kept."""

from collections.abc import Mapping
from typing import Any

from chalicelib.paper.formats import Format
from chalicelib.paper.kept import Kept


def paper(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "kind": kept.kind,
        "period": kept.period,
        "span": kept.span,
        "unit": kept.unit or None,
        "title": kept.title,
        "formats": [str(form) for form in Format if form in kept.digests],
        "sha256": {str(form): digest for form, digest in kept.digests.items()},
        "made_at": kept.made_at.isoformat(timespec="seconds"),
        "kept_until": kept.expires_at.isoformat(timespec="seconds"),
    }


def opened(kept: Kept, links: Mapping[Format, str]) -> dict[str, Any]:
    return {"paper": paper(kept), "links": {str(form): url for form, url in links.items()}}
