"""Opening a workbook that a stranger sent: what it is, and whether it is safe to unpack."""

import zlib
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from shared.kernel.rejected import Rejected

MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500

_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTION_FLAG = 0x1
_XML_ENDINGS = (".xml", ".rels")
_CHUNK = 65_536


def open_archive(data: bytes) -> ZipFile:
    """Return the workbook's parts, or raise Rejected with what is wrong with the file."""
    if len(data) > MOST_BYTES:
        raise Rejected("ledger-too-large", "the file is too large", most=MOST_BYTES)
    if data.startswith(_COMPOUND_FILE):
        protected = _ENCRYPTED in data
        raise Rejected("ledger-password-protected" if protected else "ledger-old-format")
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Rejected("ledger-not-a-workbook", "the file is no zip archive") from None
    _check_parts(archive)
    try:
        _check_contents(archive)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, expat.ExpatError):
        raise Rejected("ledger-damaged", "a part of the file cannot be read") from None
    return archive


def _check_parts(archive: ZipFile) -> None:
    """Believe the sizes the archive states: zipfile never unpacks more of a part than stated."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Rejected("ledger-too-large", "the file unpacks to too much", most=MOST_UNPACKED)
    if any(part.flag_bits & _ENCRYPTION_FLAG for part in parts):
        raise Rejected("ledger-password-protected")
    if len(names) != len(parts) or "[Content_Types].xml" not in names:
        raise Rejected("ledger-not-a-workbook", "the archive holds no workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Rejected("ledger-has-macros")


def _check_contents(archive: ZipFile) -> None:
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Rejected("ledger-has-macros")
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise Rejected("ledger-not-a-workbook", "the archive holds no workbook")
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
    raise Rejected("ledger-damaged", "a part of the file declares a document type")
