"""What is heard becomes our commands: projects that begin and end, those who serve them, time.

Our own events are heard too. Who serves a project is noted by its plan first and then by each of
its cases: a case applied for after that takes it from the plan. When the calendar has changed,
every case that is open by then counts again; and when all have, everybody concerned is told once.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.approvals import importing
from services.approvals.domain import commands as asked
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import REGION
from services.approvals.domain.case import CASE
from services.approvals.domain.case.ticking import DEEMED_ACCEPTANCE, DUE_SOON
from services.approvals.domain.outlook import reckoning
from services.approvals.domain.plan import PLAN, planning
from services.approvals.domain.published_catalogues import CATALOGUES
from services.approvals.domain.terms import ClockKind
from services.approvals.reactions import outlook, works
from services.approvals.recounting import CALENDAR_PART, Change, aftermath, count, recount
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts import approvals, projects
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import (
    AccountId,
    CaseId,
    EventId,
    ProjectId,
    StreamKey,
    split_stream_key,
)

Facts = dict[str, Any]
_GRANTS = ("ApprovalGranted", "ApprovalGrantedWithOmissions", "ApprovalDeemedGranted")
_STANDSTILLS = {"WorkSuspended", "WorkResumed"}
_CALENDAR_CHANGED = {
    "CalendarCorrected": "calendar-corrected",
    "CalendarYearPublished": "calendar-year-published",
    "ParkTimingAgreed": "park-timing-agreed",
}


async def react(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Return what is to be asked of us after this event."""
    if heard.service == "projects" and heard.eventname in _STANDSTILLS:
        return await works.tell_standstill(runtime, heard, at)
    if heard.service == "projects":
        return _of_project(heard, _facts(at, heard.effective))
    if heard.service != runtime.name:
        return []
    reaction = _TO_OURS.get(heard.eventname)
    asks = [] if reaction is None else await reaction(runtime, heard, at)
    return [*asks, *await _weighing(runtime, heard, at)]


async def _weighing(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Put what other systems report beside what we say by now."""
    if heard.data is None and heard.eventname != importing.PLAN_CLOSED:
        return []
    place, facts = (StreamKey(heard.subject), heard.position), _facts(at, heard.effective)
    return await importing.weighing(runtime, place, heard.eventname, heard.data or {}, facts)


def _facts(at: datetime, effective: Effective) -> Facts:
    return {"by": SYSTEM, "at": at, "effective": effective}


def _of_project(heard: CloudEvent, facts: Facts) -> Sequence[Ask]:
    match heard.eventname:
        case "ProjectCreated":
            made = projects.ProjectCreated.model_validate(heard.data)
            return [_open_plan(made, facts), *works.as_found(made, facts)]
        case "OfficerAssigned":
            officer = projects.OfficerAssigned.model_validate(heard.data)
            return [_note_officer(officer.project_id, officer.officer, facts)]
        case "OfficerHandedOver":
            over = projects.OfficerHandedOver.model_validate(heard.data)
            return [_note_officer(over.project_id, over.to_officer, facts)]
        case "LeaderAssigned":
            led = projects.LeaderAssigned.model_validate(heard.data)
            return [_note_leader(led.project_id, led.leader, facts)]
        case "LeaderReplaced":
            now = projects.LeaderReplaced.model_validate(heard.data)
            return [_note_leader(now.project_id, now.to_leader, facts)]
        case _:
            return _of_code(heard, facts) or works.of_works(heard, facts)


def _of_code(heard: CloudEvent, facts: Facts) -> Sequence[Ask]:
    """Note by which code other systems name a project."""
    match heard.eventname:
        case "ProjectCoded":
            coded = projects.ProjectCoded.model_validate(heard.data)
            return [importing.note_code(coded.project_id, coded.code, facts)]
        case "ProjectCodeCorrected":
            other = projects.ProjectCodeCorrected.model_validate(heard.data)
            return [importing.note_code(other.project_id, other.to_code, facts)]
        case _:
            return []


def _open_plan(told: projects.ProjectCreated, facts: Facts) -> Ask:
    command = planning.PlanProject(
        **facts,
        project=told.project_id,
        lead=told.lead_id,
        project_name=told.name,
        park=told.park,
        specialist=told.specialist,
    )

    def decide(states: Sequence[Any]) -> planning.Indexed:
        return planning.plan_project(command, *states)

    parts = [Part(PLAN, told.project_id), Part(CATALOGUES, REGION)]
    return Ask(act=Act(parts=parts, asked=command, decide=decide, creates=True))


def _note_officer(project: ProjectId, officer: AccountId, facts: Facts) -> Ask:
    return Ask.of(Part(PLAN, project), asked.NoteOfficer(**facts, officer=officer))


def _note_leader(project: ProjectId, leader: AccountId, facts: Facts) -> Ask:
    return Ask.of(Part(PLAN, project), asked.NoteLeader(**facts, leader=leader))


async def _tell_cases(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Tell every case of a plan who serves the project by now."""
    stream = StreamKey(heard.subject)
    if split_stream_key(stream)[0] != PLAN.category:
        return []
    plan = PLAN.fold(recorded.event for recorded in await runtime.store.stream(stream))
    facts, readers = _facts(at, heard.effective), plan.readers
    commands: list[asked.NoteOfficer | asked.NoteLeader] = []
    if readers.officer is not None:
        commands.append(asked.NoteOfficer(**facts, officer=readers.officer))
    if readers.leader is not None:
        commands.append(asked.NoteLeader(**facts, leader=readers.leader))
    return [Ask.of(Part(CASE, case), command) for case in plan.cases for command in commands]


async def _recount(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Count every open case again with the calendar as it is now."""
    return await recount(runtime, _change(heard, at))


def _change(heard: CloudEvent, at: datetime) -> Change:
    told = heard.data or {}
    return Change(
        cause=EventId(heard.id),
        position=heard.position,
        reason=_CALENDAR_CHANGED[heard.eventname],
        why=told.get("reason") or told.get("source") or "",
        at=at,
    )


async def _tell_people(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Send everybody concerned one digest of what a recomputation has moved; reckon with it."""
    told = approvals.RecomputationFinished.model_validate(heard.data)
    change = Change(cause=told.cause, position=told.since, reason=told.reason, why=told.why, at=at)
    after = await aftermath(runtime, change, heard.position)
    return [*after.digests, *await outlook.start_moved(runtime, after.projects, at)]


async def on_timer(
    runtime: Runtime[Any], stream: StreamKey, name: str, due: datetime, at: datetime
) -> Sequence[Ask]:
    """Return what a moment that has come asks of a case; it is so since that moment."""
    if name == reckoning.LOOK_AGAIN:
        return await outlook.look_again(runtime, stream, due, at)
    case_id = CaseId(split_stream_key(stream)[1])
    if name == DEEMED_ACCEPTANCE:
        received = (await runtime.store.stream(stream))[0].meta.effective
        return [Ask(act=count(case_id, asked.DeemAccepted(**_facts(at, received))))]
    what, _, clock = name.partition(".")
    facts = _facts(at, Effective.at_instant(due))
    if what == DUE_SOON:
        warning = asked.WarnOfLimit(**facts, clock=ClockKind(clock))
        return [Ask.of(Part(CASE, case_id), warning)]
    return await _exceed(runtime, stream, asked.ExceedLimit(**facts, clock=ClockKind(clock)))


async def _exceed(
    runtime: Runtime[Any], stream: StreamKey, command: asked.ExceedLimit
) -> Sequence[Ask]:
    """Ask the case, and tell its plan what time takes away or gives."""
    case_id = CaseId(split_stream_key(stream)[1])
    case = CASE.fold(recorded.event for recorded in await runtime.store.stream(stream))

    def decide(states: Sequence[Any]) -> together.Indexed:
        return together.tick(command, case_id, *states)

    parts = [Part(CASE, case_id), Part(PLAN, case.project or ""), CALENDAR_PART]
    return [Ask(act=Act(parts=parts, asked=command, decide=decide))]


async def _granted(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Reckon the start anew, and tell a document that holds from its decision when works began."""
    moved = await outlook.start_moves(runtime, heard, at)
    return [*moved, *await works.tell_certificates(runtime, heard, at)]


_TO_OURS: Mapping[str, Callable[..., Awaitable[Sequence[Ask]]]] = {
    **dict.fromkeys(_CALENDAR_CHANGED, _recount),
    **dict.fromkeys(outlook.MOVES_THE_START, outlook.start_moves),
    "RecomputationFinished": _tell_people,
    "OfficerNoted": _tell_cases,
    "LeaderNoted": _tell_cases,
    **dict.fromkeys(_GRANTS, _granted),
    "MilestoneNoted": works.tell_certificates,
    "CertificateIssued": works.tell_certificates,
}
