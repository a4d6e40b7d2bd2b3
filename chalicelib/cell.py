"""Words in a cell of a CSV file that no spreadsheet takes for a formula."""

BOM = "\ufeff"  # by it Excel knows that the letters are UTF-8
# A cell that begins so is a formula to a spreadsheet, in full-width letters too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = " \u00a0\u200b"  # skipped by a spreadsheet before it looks


def harmless(text: str) -> str:
    """`text`, behind an apostrophe where a spreadsheet would execute it."""
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) else text
