"""By what names people know the departments: those of the catalogue, as it was known."""

from collections.abc import Mapping
from typing import Any

from services.approvals.api.plans import catalogues_of
from shared.adapters.runtime import Runtime
from shared.adapters.times import Times
from shared.kernel.identifiers import DepartmentId


async def departments_of(runtime: Runtime[Any], times: Times) -> Mapping[DepartmentId, str]:
    """Return the name of every department that has ever held an item; the newest name it had."""
    catalogues = await catalogues_of(runtime, times)
    return {one.id: one.name for version in catalogues.versions for one in version.departments}
