"""A plan of other items than the usual ones, for whoever sits at the counters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from pydantic import TypeAdapter

from services.approvals.domain.catalogue import Item, StageOf
from services.approvals.domain.events import PlanOpened
from services.approvals.domain.plan import PLAN
from services.approvals.main import SPEC
from shared.adapters.command_handler import Act, Context, Part
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.effective import Effective
from tests.services.approvals.desk import Counter, Staff

PARK = "inspection-park"
_ITEMS: TypeAdapter[tuple[Item, ...]] = TypeAdapter(tuple[Item, ...])
APPROVERS = {
    "development-reform": "approver-development",
    "ecology": "approver-ecology",
    "natural-resources": "approver-planning",
}


@dataclass(frozen=True)
class Shelf(Counter):
    """A counter for these items."""

    items_here: Mapping[str, Item]

    def at(self, item_code: str) -> httpx.AsyncClient:
        return self.people[APPROVERS[self.items_here[item_code].department]]


async def shelf_of(staff: Staff, *items: Item, stages: Sequence[StageOf] = ()) -> Shelf:
    """Open a plan of these items for a project that nobody else has, and sit down before it.

    There is a plan and no project: whoever answers for projects parks what is told of it.
    """
    people, project = await staff.signed_in(), str(uuid4())
    runtime = staff.running.services["approvals"].runtime
    opened = SPEC.codec.decode("PlanOpened", 1, json.dumps(_plain(project, items)).encode())
    assert isinstance(opened, PlanOpened)
    if stages:
        composition = replace(opened.composition, stages=tuple(stages))
        opened = replace(opened, composition=composition)
    at = datetime.now(UTC)
    command = Asked(by=SYSTEM, at=at, effective=Effective.at_instant(at))
    act = Act(
        parts=[Part(PLAN, project)], asked=command, decide=lambda _: [(0, opened)], creates=True
    )
    await runtime.commands.handle_together(act, Context(correlation=project))
    return Shelf(staff.running, project, people, {item.code: item for item in items})


def _plain(project: str, items: Sequence[Item]) -> dict[str, Any]:
    """Return the first stored form of the event, which every later version reads."""
    return {
        "project": project,
        "lead": None,
        "project_name": "另一个项目",
        "park": PARK,
        "readers": {"specialist": None, "officer": None, "leader": None},
        "catalogue_version": "2026.1",
        "items": _ITEMS.dump_python(tuple(items), mode="json"),
    }
