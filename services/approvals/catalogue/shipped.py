"""The catalogue that comes with the product, from the files in `data`."""

from functools import cache
from pathlib import Path

from services.approvals.catalogue.reading import read_folder
from services.approvals.domain.catalogue import CatalogueVersion

DATA = Path(__file__).parent / "data"
SHIPPED = "2026.2"


@cache
def shipped_catalogue() -> CatalogueVersion:
    """Return the shipped catalogue."""
    return read_folder(DATA / SHIPPED)
