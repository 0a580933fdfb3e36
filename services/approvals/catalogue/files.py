"""Catalogue files as bytes: which kind they are, read and written off the event loop."""

import asyncio

from services.approvals.catalogue import sheets
from services.approvals.catalogue.reading import read_yaml
from services.approvals.catalogue.writing import write_yaml
from services.approvals.domain.catalogue import CatalogueVersion
from shared.kernel.rejected import Rejected

YAML = "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def read(content: bytes, media: str) -> CatalogueVersion:
    """Return the catalogue that a file holds, or raise Rejected with all its faults."""
    return await asyncio.to_thread(_READ[media], content)


async def written(catalogue: CatalogueVersion, media: str) -> bytes:
    """Return a catalogue as a file of one kind."""
    return await asyncio.to_thread(_WRITTEN[media], catalogue)


def _text(content: bytes) -> CatalogueVersion:
    try:
        return read_yaml(content.decode())
    except UnicodeDecodeError:
        raise Rejected("catalogue-unreadable", "the file is no UTF-8 text") from None


def _bytes(catalogue: CatalogueVersion) -> bytes:
    return write_yaml(catalogue).encode()


_READ = {YAML: _text, XLSX: sheets.read_workbook}
_WRITTEN = {YAML: _bytes, XLSX: sheets.write_workbook}
