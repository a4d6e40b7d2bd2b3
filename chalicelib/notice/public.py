"""What all may read: no code, pin, telephone number, address, paper or plate, whoever wrote it there."""

import re
from collections.abc import Mapping

from chalicelib.notice import wording
from chalicelib.province.province import Province
from chalicelib.redaction import redacted
from chalicelib.ticket.code import read_code
from chalicelib.ticket.owed import Purpose

CODE_TAG = "[mã phản ánh]"
# What an officer writes of a delay is written to one person: below a post only that there is one.
_LETTERS = {
    Purpose.ACK: "ack_public", Purpose.QUESTION: "question_public", Purpose.ANSWER: "answer_public",
    Purpose.INTERIM: "interim_public", Purpose.NEW_DATE: "new_date_public",
}  # fmt: skip
# Of what a notice knows, this much may be said in public; a fact nobody thought of may not.
_FACTS = {"province", "unit", "kind", "category", "promised", "reason_name", "step", "text"}
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,4}(?:[ .\-–]{0,3}[0-9A-Za-z]{4}){3}(?![0-9A-Za-z])")


def said(province: Province, purpose: Purpose, locale: str, facts: Mapping[str, str], pin: str) -> str:
    """What `purpose` says in public; a letter that has no public form loses the code it begins with."""
    words = wording.words(province, _LETTERS.get(purpose, str(purpose)), locale).replace("[{code}] ", "")
    known = {name: value for name, value in facts.items() if name in _FACTS}
    return for_all(wording.filled(words, {**known, "here": wording.words(province, "here.chat", locale)}), pin)


def for_all(text: str, pin: str) -> str:
    """`text` without what opens a case or tells who somebody is."""
    without_codes = _CODE.sub(lambda found: CODE_TAG if read_code(found[0]) else found[0], text)
    without_pin = re.sub(rf"(?<!\d){re.escape(pin)}(?!\d)", "[mã bí mật]", without_codes) if pin else without_codes
    return redacted(without_pin).strip()
