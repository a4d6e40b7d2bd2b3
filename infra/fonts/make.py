"""python -m infra.fonts.make

Cuts Be Vietnam Pro (SIL Open Font License 1.1) down to what papers are written in and puts it into
chalicelib/paper/fonts: a font file and its measures as JSON for each weight, and the licence. The same bytes
every time.
"""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parents[2] / "chalicelib" / "paper" / "fonts"
FAMILY = "fontpkg_be_vietnam_pro"  # of requirements-dev.txt
WEIGHTS = {"regular": "BeVietnamPro-Regular", "bold": "BeVietnamPro-Bold"}
_RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # the rest of Latin: names of people of every group that lives there
    (0x1A0, 0x1A1), (0x1AF, 0x1B0),  # Ơ ơ Ư ư
    (0x1EA0, 0x1EF9),  # the tones
)  # fmt: skip
_SIGNS = "–—‘’“”„•…‰€₫−≈≠≤≥"
_TABLES = ["GSUB", "GPOS", "GDEF", "DSIG", "gasp", "meta"]  # a PDF places every glyph itself
_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # whose it is, what it is called, under which licence


def letters() -> list[int]:
    """The code points papers may be written in."""
    ranges = [code for first, last in _RANGES for code in range(first, last + 1)]
    return sorted({*ranges, *map(ord, _SIGNS)})


def cut(font: TTFont) -> TTFont:
    """The same font with our letters only, without hints and without what only a text engine reads."""
    options = subset.Options(
        hinting=False, notdef_outline=True, glyph_names=False, name_IDs=_NAMES, drop_tables=_TABLES,
        layout_features=[], recalc_timestamp=False, ignore_missing_unicodes=True,
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters())
    cutter.subset(font)
    return font


def measures(font: TTFont, name: str) -> dict[str, Any]:
    """What placing words needs to know; lengths in thousandths of the size of the letters."""
    scale = 1000 / font["head"].unitsPerEm
    numbers, known = font.getReverseGlyphMap(), sorted(font.getBestCmap().items())
    head, signs = font["head"], font["OS/2"]
    return {
        "name": name,
        "ascent": round(font["hhea"].ascent * scale),
        "descent": round(font["hhea"].descent * scale),
        "capitals": round(signs.sCapHeight * scale),
        "box": [round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "letters": "".join(chr(code) for code, _ in known),
        "glyphs": [numbers[glyph] for _, glyph in known],
        "widths": [round(font["hmtx"][glyph][0] * scale) for _, glyph in known],
        "unknown": round(font["hmtx"][".notdef"][0] * scale),
    }


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    with as_file(files(FAMILY)) as family:
        for weight, name in WEIGHTS.items():
            font = cut(TTFont(family / "files" / f"{name}.ttf", recalcTimestamp=False))
            font.save(OUT / f"{weight}.ttf", reorderTables=True)
            text = json.dumps(measures(font, name), ensure_ascii=False, separators=(",", ":"))
            (OUT / f"{weight}.json").write_text(text + "\n", "utf-8")
            print(f"{weight}: {(OUT / f'{weight}.ttf').stat().st_size} bytes")
        shutil.copyfile(family / "LICENSE", OUT / "OFL.txt")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
