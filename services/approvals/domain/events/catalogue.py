"""What happened to the catalogue of items. The stored format: add, never rename."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import CatalogueVersion


@dataclass(frozen=True, kw_only=True)
class CatalogueVersionPublished:
    """事项目录版本发布: what holds from its day on; `ends` is the version that it ends then."""

    catalogue: CatalogueVersion
    ends: str | None


CatalogueEvent = CatalogueVersionPublished
