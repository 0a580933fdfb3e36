"""Versions of a small catalogue, each from a later day than the one before, and handing them in."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from services.approvals.catalogue.writing import write_yaml
from services.approvals.domain.catalogue import CatalogueVersion, OmissionRule, Share, StageOf
from tests.domain.approvals.small_catalogue import REFORM, RULE, SMALL

CATALOGUES, YAML = "/api/v1/catalogues", "application/yaml"
_NUMBERS = count(1)
LAST = replace(
    SMALL,
    items=tuple(
        replace(item, omission=OmissionRule(days=item.promised.days, source=RULE))
        if item.code == "B02" and item.promised
        else item
        for item in SMALL.items
    ),
)
HANDOVER = StageOf(
    code="handover",
    name="竣工移交许可",
    lead=REFORM,
    promised_days=15,
    items=("C05",),
    shares=(Share(department=REFORM, days=5),),
)


def with_stage(version: CatalogueVersion, stage: StageOf) -> CatalogueVersion:
    """Return a version whose first template has a stage of its own."""
    first, *others = version.templates
    return replace(version, templates=(replace(first, stages=(stage,)), *others))


async def published(
    client: httpx.AsyncClient, catalogue: CatalogueVersion, **query: Any
) -> httpx.Response:
    """Hand in a version as a YAML file."""
    content = write_yaml(catalogue).encode()
    headers = {"Content-Type": YAML}
    return await client.post(CATALOGUES, content=content, headers=headers, params=query)


def newer() -> CatalogueVersion:
    """Return a version that holds from a day after all others here, and by now."""
    number = next(_NUMBERS)
    begins = date(2026, 8, 1) + timedelta(days=number)
    return replace(LAST, version=f"2026.{100 + number}", effective_from=begins)
