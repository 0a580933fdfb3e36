"""Publishes the catalogues that ship, when the service starts."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from services.approvals.catalogue import shipped
from services.approvals.domain.calendar.working_calendar import REGION
from services.approvals.domain.catalogue import CatalogueVersion
from services.approvals.domain.commands import PublishCatalogue
from services.approvals.domain.published_catalogues import CATALOGUES
from shared.adapters.command_handler import Context, Part
from shared.adapters.runtime import Runtime
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.rejected import Rejected

log = logging.getLogger(__name__)


async def publish_catalogues(runtime: Runtime[Any]) -> None:
    """Publish what ships and nobody has published yet."""
    await publish_all(runtime, [catalogue() for catalogue in shipped.VERSIONS.values()])


async def publish_all(runtime: Runtime[Any], catalogues: Iterable[CatalogueVersion]) -> None:
    """Publish these in their order; one that is refused is told of, and holds up nobody.

    It is refused where its number stands for another content already, or where the park has
    published one of its own that holds from a later day.
    """
    for catalogue in catalogues:
        try:
            await _publish(runtime, catalogue)
        except Rejected as refused:
            told = {
                "catalogue": catalogue.version,
                "code": refused.code,
                "detail": refused.detail,
            }
            log.error("a shipped catalogue is not published: %s", catalogue.version, extra=told)


async def _publish(runtime: Runtime[Any], catalogue: CatalogueVersion) -> None:
    at = datetime.now(UTC)  # noqa: TID251 - the edge, where the clock is read
    command = PublishCatalogue(
        by=SYSTEM, at=at, effective=Effective.at_instant(at), catalogue=catalogue
    )
    part = Part(CATALOGUES, REGION)
    await runtime.commands.handle(part, command, Context(correlation=part.key), creates=True)
