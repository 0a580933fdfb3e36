"""What may be asked of the catalogue of items."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import CatalogueVersion
from shared.kernel.asked import Asked


@dataclass(frozen=True, kw_only=True)
class PublishCatalogue(Asked):
    """发布事项目录: let a version hold from its day on."""

    catalogue: CatalogueVersion


CatalogueCommand = PublishCatalogue
