"""开工展望: when ground can be broken is reckoned anew as things happen, and as days pass.

What happens close together is reckoned once: an event that another one already follows leaves it
to that one, so that what is reckoned last is what is stored last. What a change of the calendar has
moved is reckoned when all of it has been counted again, once for each project.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION
from services.approvals.domain.case import CASE
from services.approvals.domain.outlook import reckoning
from services.approvals.domain.outlook.earliest_start import OUTLOOK
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, ProjectId, StreamKey, split_stream_key, stream_key
from shared.kernel.recorded import Recorded

TOGETHER = 200
MOVES_THE_START = frozenset(
    {
        "PlanOpened",
        "PlanRecomposed",
        "PlanMoved",
        "ItemDispensedWith",
        "DispensationLifted",
        "PrerequisitePromised",
        "ItemAppliedFor",
        "CaseAccepted",
        "CaseDeemedAccepted",
        "SupplementReceived",
        "SpecialProcedureEnded",
        "LimitExtended",
        "ItemGranted",
        "ItemNotGranted",
        "ItemGrantLost",
        "ItemReported",
    }
)


async def start_moves(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Reckon anew when ground can be broken, of what belongs to a project."""
    if heard.projectid is None:
        return []
    project = ProjectId(heard.projectid)
    plan = await _plan(runtime, project)
    keys = [
        stream_key(PLAN.category, project),
        *(stream_key(CASE.category, c) for c in _open(plan)),
    ]
    streams = await runtime.store.streams(keys)
    if any(_follows(stream, heard.position) for stream in streams.values()):
        return []
    return [_reckon(project, _open(plan), at, Effective.at_instant(at))]


async def start_moved(
    runtime: Runtime[Any], projects: Collection[ProjectId], at: datetime
) -> Sequence[Ask]:
    """Reckon anew when ground can be broken, of each of these projects."""
    names, asks = sorted(projects), list[Ask]()
    for start in range(0, len(names), TOGETHER):
        keys = {name: stream_key(PLAN.category, name) for name in names[start : start + TOGETHER]}
        streams = await runtime.store.streams([*keys.values()])
        for name, key in keys.items():
            cases = _open(streams[key].state(PLAN))
            one = _reckon(name, cases, at, Effective.at_instant(at))
            asks += [Ask(act=one.act, name=f"reckon-{name}", beside=True)] if streams[key] else []
    return asks


async def look_again(
    runtime: Runtime[Any], stream: StreamKey, due: datetime, at: datetime
) -> Sequence[Ask]:
    """Reckon anew though nothing has happened: days have passed."""
    project = ProjectId(split_stream_key(stream)[1])
    plan = await _plan(runtime, project)
    return [_reckon(project, _open(plan), at, Effective.at_instant(due))]


async def _plan(runtime: Runtime[Any], project: ProjectId) -> Plan:
    return (await runtime.store.stream(stream_key(PLAN.category, project))).state(PLAN)


def _open(plan: Plan) -> tuple[CaseId, ...]:
    return tuple(entry.case for entry in plan.entries.values() if entry.case is not None)


def _follows(stream: Sequence[Recorded[Any]], position: int) -> bool:
    """Tell whether something that moves the start stands behind a position."""
    later: Iterable[Recorded[Any]] = (one for one in stream if one.position > position)
    return any(type(one.event).__name__ in MOVES_THE_START for one in later)


def _reckon(
    project: ProjectId, cases: tuple[CaseId, ...], at: datetime, effective: Effective
) -> Ask:
    """Reckon with the open cases and the calendar as stored."""
    command = reckoning.ReckonEarliestStart(by=SYSTEM, at=at, effective=effective, cases=cases)

    def decide(states: Sequence[Any]) -> Sequence[tuple[int, Any]]:
        outlook, plan, calendar, *of_cases = states
        known = reckoning.Known(
            plan=plan,
            cases=of_cases,
            calendar=calendar.in_park(plan.park),
            slip_days=calendar.timing(plan.park).slip_days,
        )
        return reckoning.reckon(command, outlook, known)

    of_cases = (Part(CASE, case) for case in cases)
    parts = [Part(OUTLOOK, project), Part(PLAN, project), Part(CALENDAR, REGION), *of_cases]
    act = Act(parts=parts, asked=command, decide=decide, creates=True)
    return Ask(act=act, name="reckon")
