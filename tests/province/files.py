"""The provinces' starting files and the sample regulations, read once for the tests beside this file."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chalicelib.province.document import province_from

FOLDER = Path(__file__).parents[2] / "infra/provinces"
FILES = sorted(FOLDER.glob("*.json"))
DOCUMENTS: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text("utf-8")) for path in FILES}
PROVINCES = {slug: province_from(document, 1) for slug, document in DOCUMENTS.items()}

# Each sample regulation inside a province, whose categories, kinds and people it needs to be more than rows.
SAMPLE_FILES = sorted((FOLDER / "regulations").glob("*.json"))
SAMPLES: dict[str, dict[str, Any]] = {
    path.stem: DOCUMENTS["bac-ninh"] | {"regulation": json.loads(path.read_text("utf-8"))} for path in SAMPLE_FILES
}

each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
each_province = pytest.mark.parametrize("province", PROVINCES.values(), ids=PROVINCES)
each_sample = pytest.mark.parametrize("document", SAMPLES.values(), ids=SAMPLES)


def alone(found: list[str]) -> bool:
    """No value stands there twice."""
    return max(Counter(found).values(), default=0) <= 1
