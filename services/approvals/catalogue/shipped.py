"""The catalogues that come with the product, the newest from the files in `data`.

What is published never changes. Whatever is mended in the files is another version, with a day of
its own; `FINGERPRINTS` in the tests tells who forgets.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from services.approvals.catalogue.reading import read_folder
from services.approvals.domain.catalogue import BASIC, CATALOGUE_VERSION, CatalogueVersion

DATA = Path(__file__).parent / "data"
SHIPPED = "2026.3"


@cache
def shipped_catalogue() -> CatalogueVersion:
    """Return the newest shipped catalogue."""
    return read_folder(DATA / SHIPPED)


VERSIONS: Mapping[str, Callable[[], CatalogueVersion]] = {
    CATALOGUE_VERSION: lambda: BASIC,
    SHIPPED: shipped_catalogue,
}
