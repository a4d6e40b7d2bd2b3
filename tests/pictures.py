"""Small files of every type we keep, with something in them that nobody else need know: SECRET."""

import struct
import zlib
from collections.abc import Iterable
from zipfile import ZipFile, ZipInfo

SECRET = b"SECRET 21.0285N 105.8048E"
UPRIGHT = 6


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def exif(upright: int = UPRIGHT, order: str = ">") -> bytes:
    """A TIFF table that says which way is up and who took it."""
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    maker = struct.pack(order + "HHII", 0x013B, 2, len(SECRET), 38)
    way = struct.pack(order + "HHIHH", 0x0112, 3, 1, upright, 0)
    return head + struct.pack(order + "H", 2) + way + maker + bytes(4) + SECRET


def jpeg(size: tuple[int, int] = (1600, 1200), *segments: bytes, tail: bytes = b"") -> bytes:
    """A JPEG as a walker sees it: tables, one scan with stuffed bytes and a restart mark, the end."""
    width, height = size
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"data\xff\x00more\xff\xd0rest"
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + b"".join(segments) + segment(0xDB, bytes(65)) + frame + scan + b"\xff\xd9" + tail


def telling_jpeg(upright: int = UPRIGHT, order: str = ">") -> bytes:
    profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01" + bytes(40))
    told = [
        segment(0xE1, b"Exif\0\0" + exif(upright, order)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xFE, SECRET),
        segment(0xE5, SECRET),
        segment(0xE0, b"JFXX\0" + SECRET),
    ]
    return jpeg((1600, 1200), profile, *told, tail=b"\xff\xd8" + SECRET)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(size: tuple[int, int] = (800, 600)) -> bytes:
    told = [chunk(name, SECRET) for name in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt")]
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    picture = chunk(b"IDAT", zlib.compress(b"pixels"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(told) + picture + chunk(b"IEND", b"") + SECRET


def webp(size: tuple[int, int] = (800, 600)) -> bytes:
    width, height = ((side - 1).to_bytes(3, "little") for side in size)
    body = _riff(b"VP8X", bytes([0x0C, 0, 0, 0]) + width + height) + _riff(b"VP8 ", b"pixels!")
    body += _riff(b"EXIF", SECRET) + _riff(b"XMP ", SECRET)
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body + SECRET


def lossless_webp(size: tuple[int, int]) -> bytes:
    bits = (size[0] - 1) | (size[1] - 1) << 14
    body = _riff(b"VP8L", b"\x2f" + bits.to_bytes(4, "little") + b"pixels")
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def plain_webp(size: tuple[int, int]) -> bytes:
    body = _riff(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", *size) + b"pixels")
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _riff(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def gif(size: tuple[int, int] = (320, 240)) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", *size) + b"\x80\0\0" + bytes(6)
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    frame = b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0"
    return head + loop + xmp + comment + frame + b"\x3b" + SECRET


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + name + body


def film(brand: bytes = b"isom", others: bytes = b"isommp42") -> bytes:
    told = [box(b"udta", box(b"\xa9xyz", SECRET)), box(b"meta", SECRET), box(b"uuid", bytes(16), SECRET)]
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"udta", SECRET))), box(b"meta", SECRET))
    moov = box(b"moov", box(b"mvhd", bytes(20)), track, *told)
    large = b"\0\0\0\x01mdat" + struct.pack(">Q", 22) + b"frames"
    return box(b"ftyp", brand, bytes(4), others) + moov + large + box(b"uuid", bytes(16), SECRET)


def heic(size: tuple[int, int] = (4032, 3024), version: int = 1) -> bytes:
    """A picture whose EXIF lies in the file and whose XMP lies in the box for small items."""
    infe = b"".join(
        box(b"infe", b"\x02\0\0\0", struct.pack(">HH", number, 0), kind, b"\0")
        for number, kind in ((1, b"hvc1"), (2, b"Exif"), (3, b"mime"))
    )
    ftyp = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    told = b"\0\0\0\0" + exif()

    def meta(first: int) -> bytes:
        places = b"".join(
            _place(*row, version)
            for row in ((1, 0, first + len(told), 6), (2, 0, first, len(told)), (3, 1, 0, len(SECRET)))
        )
        iloc = box(b"iloc", bytes([version, 0, 0, 0]), b"\x44\x00", struct.pack(">H", 3), places)
        shape = box(b"iprp", box(b"ipco", box(b"ispe", bytes(4), struct.pack(">II", *size))))
        return box(b"meta", bytes(4), box(b"iinf", b"\0\0\0\0\0\x03", infe), iloc, shape, box(b"idat", SECRET))

    first = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(first) + box(b"mdat", told, b"pixels")


def _place(number: int, way: int, first: int, size: int, version: int) -> bytes:
    head = struct.pack(">H", number) + (struct.pack(">H", way) if version else b"") + struct.pack(">HH", 0, 1)
    return head + struct.pack(">II", first, size)


def archive(names: Iterable[str]) -> bytes:
    from io import BytesIO

    whole = BytesIO()
    with ZipFile(whole, "w") as folder:
        for name in names:
            folder.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), "x")
    return whole.getvalue()


def old_office(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + b"".join(name.encode("utf-16-le") for name in streams)


WORD = ["[Content_Types].xml", "word/document.xml"]
SHEET = ["[Content_Types].xml", "xl/workbook.xml"]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"
VOICE = b"#!AMR\n" + b"\x3c" + bytes(31)
EVERY = {
    "jpeg": telling_jpeg(), "png": png(), "webp": webp(), "gif": gif(), "heic": heic(), "mp4": film(),
    "mov": film(b"qt  ", b"qt  "), "3gp": film(b"3gp4", b"isom3gp4"), "m4a": film(b"M4A ", b"M4A isom"),
    "docx": archive(WORD), "doc": old_office("WordDocument"), "pdf": PDF, "amr": VOICE,
}  # fmt: skip
