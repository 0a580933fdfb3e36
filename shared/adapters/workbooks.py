"""Opening a workbook that a stranger sent: what it is, and whether it is safe to unpack."""

import zlib
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTION_FLAG = 0x1
_TYPES = "[Content_Types].xml"
_XML_ENDINGS = (".xml", ".rels")
_CHUNK = 65_536
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    RuntimeError,
    expat.ExpatError,
)


class Fault(Enum):
    """What is wrong with a file."""

    TOO_LARGE = auto()
    OLD_FORMAT = auto()
    PASSWORD_PROTECTED = auto()
    NOT_A_WORKBOOK = auto()
    HAS_MACROS = auto()
    DAMAGED = auto()


class Unsafe(Exception):
    """A file is no workbook, or none that may be unpacked; `most` is the bound it goes beyond."""

    def __init__(self, fault: Fault, detail: str = "", most: int | None = None) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.most = most


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much a workbook may be: as it is sent, unpacked, and in parts."""

    sent: int
    unpacked: int
    parts: int


def open_archive(data: bytes, bounds: Bounds) -> ZipFile:
    """Return the workbook's parts, all of whose XML was read to its end, or raise Unsafe."""
    if len(data) > bounds.sent:
        raise Unsafe(Fault.TOO_LARGE, "the file is too large", bounds.sent)
    if data.startswith(_COMPOUND_FILE):
        raise Unsafe(Fault.PASSWORD_PROTECTED if _ENCRYPTED in data else Fault.OLD_FORMAT)
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unsafe(Fault.NOT_A_WORKBOOK, "the file is no zip archive") from None
    _check_parts(archive, bounds)
    try:
        _check_contents(archive)
    except _DAMAGED:
        raise Unsafe(Fault.DAMAGED, "a part of the file cannot be read") from None
    return archive


def _check_parts(archive: ZipFile, bounds: Bounds) -> None:
    """Believe the sizes the archive states: zipfile never unpacks more of a part than stated."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > bounds.parts or sum(part.file_size for part in parts) > bounds.unpacked:
        raise Unsafe(Fault.TOO_LARGE, "the file unpacks to too much", bounds.unpacked)
    if any(part.flag_bits & _ENCRYPTION_FLAG for part in parts):
        raise Unsafe(Fault.PASSWORD_PROTECTED)
    if len(names) != len(parts) or _TYPES not in names:
        raise Unsafe(Fault.NOT_A_WORKBOOK, "the archive holds no workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unsafe(Fault.HAS_MACROS)


def _check_contents(archive: ZipFile) -> None:
    types = archive.read(_TYPES)
    if b"macroEnabled" in types:
        raise Unsafe(Fault.HAS_MACROS)
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise Unsafe(Fault.NOT_A_WORKBOOK, "the archive holds no workbook")
    for name in archive.namelist():
        if name.lower().endswith(_XML_ENDINGS):
            _check_xml(archive, name)


def _check_xml(archive: ZipFile, name: str) -> None:
    """Read a part to its end; a document type, which may define entities, has no place in it."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature


def _refuse_document_type(*_: object) -> None:
    raise Unsafe(Fault.DAMAGED, "a part of the file declares a document type")
