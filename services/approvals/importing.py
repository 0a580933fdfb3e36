"""What other systems report, put beside what we say: which records are to be weighed when.

A record is weighed when it was pushed, when our case for its item does something, when the item
comes into the plan or has to be applied for after all, when its source's code is mapped or a
catalogue comes to have its item, when another record's grant is gone, and when the project has
ended. Each time plan, codes and case are read as they are by then.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import REGION
from services.approvals.domain.case import CASE
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.published_catalogues import CATALOGUES, Catalogues
from services.approvals.domain.reports.items import MAPPINGS, Mappings, Placing
from services.approvals.domain.reports.report import REPORT, Report
from services.approvals.domain.reports.weighing import (
    NoteProjectCode,
    Weigh,
    item_of,
    note_project_code,
    weigh,
)
from services.approvals.views.reports import unplaced_known_at
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.kernel.identifiers import ProjectId, StreamKey, split_stream_key, stream_key

Facts = dict[str, Any]
PLACING_PARTS = (Part(MAPPINGS, REGION), Part(CATALOGUES, REGION))
_ACTS = frozenset(event.__name__ for event in get_args(said.ActEvent))
PLAN_CLOSED = said.PlanClosed.__name__
_COMPOSITIONS = frozenset(event.__name__ for event in get_args(said.CompositionEvent))


def note_code(project: ProjectId, code: str, facts: Facts) -> Ask:
    """Let a project's plan know by which code other systems name it."""
    command = NoteProjectCode(**facts, code=code)

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        return [*note_project_code(command, states[0])]

    return Ask(act=Act(parts=[Part(PLAN, project)], asked=command, decide=decide))


async def weighing(
    runtime: Runtime[Any], place: tuple[StreamKey, int], name: str, told: Facts, facts: Facts
) -> Sequence[Ask]:
    """Return what is to be weighed after one of our own events, of a stream at a position."""
    category, identifier = split_stream_key(place[0])
    if name == "CaseReported":
        reports: Sequence[str] = [identifier]
    elif name in ("ItemCodeMapped", "CatalogueVersionPublished"):
        reports = await _unplaced(runtime, place[1], told)
    elif category == CASE.category and name in _ACTS:
        reports = await _on_item(runtime, told["project_id"], told["item_code"])
    elif category == PLAN.category:
        reports = await _on_plan(runtime, identifier, name, told)
    else:
        reports = []
    found = [await _ask(runtime, report, facts) for report in reports]
    return [ask for ask in found if ask is not None]


async def _unplaced(runtime: Runtime[Any], position: int, told: Mapping[str, Any]) -> list[str]:
    """Return what waited for a code of its source, or for one of the items of a catalogue."""
    source: str | None = told.get("source")
    codes: Sequence[str] = told["items"] if source is None else [told["source_item"]]
    place, positions = (runtime.name, position), runtime.views.positions
    return await unplaced_known_at(runtime.pool, positions, place, source, codes)


async def _on_plan(
    runtime: Runtime[Any], project: str, name: str, told: Mapping[str, Any]
) -> list[str]:
    if name in _COMPOSITIONS or name == PLAN_CLOSED:
        plan = await _plan(runtime, project)
        return [one.report for reported in plan.reported.values() for one in reported]
    if name == "DispensationLifted":
        return await _on_item(runtime, project, told["item_code"])
    if name == "ItemReported" and told["stood_as"] is not None:
        others = await _on_item(runtime, project, told["item_code"])
        return [report for report in others if report != told["report"]]
    return []


async def _on_item(runtime: Runtime[Any], project: str, item_code: str) -> list[str]:
    """Return the records that are about an item; a variant's are its item's."""
    plan = await _plan(runtime, project)
    bases = {item.code: item.variant_of for item in plan.composed.variants}
    code = bases.get(item_code) or item_code
    return [one.report for one in plan.reported.get(code, ())]


async def _plan(runtime: Runtime[Any], project: str) -> Plan:
    return (await runtime.store.stream(stream_key(PLAN.category, project))).state(PLAN)


async def _ask(runtime: Runtime[Any], identifier: str, facts: Facts) -> Ask | None:
    """Ask to weigh a record with the case that its item hangs on now; None where it has none."""
    part = Part(REPORT, identifier)
    report: Report = (await runtime.store.stream(part.key)).state(REPORT)
    plan_part = Part(PLAN, report.project or "")
    streams = await runtime.store.streams([plan_part.key, *(one.key for one in PLACING_PARTS)])
    plan: Plan = streams[plan_part.key].state(PLAN)
    of_codes = [streams[one.key].state(one.decider) for one in PLACING_PARTS]
    code = item_of(plan, _placing(*of_codes), report)
    if code is None:
        return None
    entry = plan.entries.get(code)
    case = entry.case if entry else None
    command = Weigh(**facts, report=identifier, case=case)

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        of_report, of_plan, mappings, catalogues, *cases = states
        own = cases[0] if cases else None
        return [*weigh(command, of_report, of_plan, _placing(mappings, catalogues), own)]

    beside = [Part(CASE, case)] if case is not None else []
    act = Act(parts=[part, plan_part, *PLACING_PARTS, *beside], asked=command, decide=decide)
    return Ask(act=act, name=f"weigh-{identifier}")


def _placing(mappings: Mappings, catalogues: Catalogues) -> Placing:
    return Placing(mappings=mappings, catalogues=catalogues)
