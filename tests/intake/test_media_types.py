"""What a file is, its own bytes say; what is none of the types we keep is not kept."""

import pytest

from chalicelib.intake import sniff
from chalicelib.intake.sniff import media_type, picture_size
from tests import pictures


@pytest.mark.parametrize(("why", "data", "is_a"), [
    ("a photo", pictures.jpeg(), "image/jpeg"),
    ("a screenshot", pictures.png(), "image/png"),
    ("a sticker", pictures.gif(), "image/gif"),
    ("a small photo", pictures.webp(), "image/webp"),
    ("an iPhone's photo", pictures.heic(), "image/heic"),
    ("an iPhone's photo whose first brand is the general one", pictures.box(b"ftyp", b"mif1", bytes(4), b"heic"), "image/heic"),
    ("a film", pictures.film(), "video/mp4"),
    ("a film whose brand nobody knows, playable as MP4", pictures.film(b"xxxx", b"isommp42"), "video/mp4"),
    ("an iPhone's film", pictures.film(b"qt  ", b"qt  "), "video/quicktime"),
    ("an old telephone's film", pictures.film(b"3gp5", b"3gp5isom"), "video/3gpp"),
    ("an iPhone's voice message", pictures.film(b"M4A ", b"M4A "), "audio/mp4"),
    ("a Zalo voice message", b"\xff\xf1\x50\x80", "audio/aac"),
    ("a voice message of an old telephone", pictures.VOICE, "audio/amr"),
    ("a song with its title", b"ID3\x04\0\0", "audio/mpeg"),
    ("a song without", b"\xff\xfb\x90\x64", "audio/mpeg"),
    ("a voice message over the web", b"OggS\0\x02", "audio/ogg"),
    ("a document", pictures.PDF, "application/pdf"),
    ("a letter of before", pictures.old_office("Root Entry", "WordDocument"), sniff.DOC),
    ("a sheet of before", pictures.old_office("Workbook"), sniff.XLS),
    ("a letter", pictures.archive(pictures.WORD), sniff.DOCX),
    ("a sheet", pictures.archive(pictures.SHEET), sniff.XLSX),
])  # fmt: skip
def test_what_we_keep(why: str, data: bytes, is_a: str) -> None:
    assert media_type(data) == is_a, why


@pytest.mark.parametrize(("why", "data"), [
    ("nothing", b""),
    ("a program", b"MZ\x90\0"),
    ("a page", b"<!doctype html><script>"),
    ("a drawing that may hold a script", b'<?xml version="1.0"?><svg onload="x">'),
    ("an archive", pictures.archive(["a.txt"])),
    ("an Android program, an archive too", pictures.archive(["AndroidManifest.xml", "classes.dex"])),
    ("slides", pictures.archive(["[Content_Types].xml", "ppt/presentation.xml"])),
    ("a letter with a program in it", pictures.archive([*pictures.WORD, "word/vbaProject.bin"])),
    ("a letter of before with a program in it", pictures.old_office("WordDocument", "_VBA_PROJECT")),
    ("an installer, kept like a letter of before", pictures.old_office("Root Entry")),
    ("a photo in a format few can show", pictures.box(b"ftyp", b"avif", bytes(4), b"mif1miaf")),
    ("the same, hidden behind the general brand", pictures.box(b"ftyp", b"mif1", bytes(4), b"avif")),
    ("a box of nothing we know", pictures.box(b"ftyp", b"jp2 ", bytes(4), b"jp2 ")),
    ("words", "Mặt đường có ổ gà".encode()),
])  # fmt: skip
def test_what_we_do_not_keep(why: str, data: bytes) -> None:
    assert media_type(data) == "", why


@pytest.mark.parametrize(("data", "kind"), [
    (pictures.jpeg((1200, 757)), "image/jpeg"),
    (pictures.png((1200, 757)), "image/png"),
    (pictures.gif((1200, 757)), "image/gif"),
    (pictures.webp((1200, 757)), "image/webp"),
    (pictures.lossless_webp((1200, 757)), "image/webp"),
    (pictures.plain_webp((1200, 757)), "image/webp"),
    (pictures.heic((1200, 757)), "image/heic"),
])  # fmt: skip
def test_how_large_a_picture_is(data: bytes, kind: str) -> None:
    assert media_type(data) == kind
    assert picture_size(data, kind) == (1200, 757)
    assert picture_size(data[:20], kind) in {(0, 0), (1200, 757)}, "cut off: unknown, and no error"


def test_what_is_no_picture_has_no_size() -> None:
    assert picture_size(pictures.PDF, "application/pdf") == (0, 0)
