"""工程进展: what is heard of the works, for a plan and the certificates that wait for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain.case import CASE
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.together.beginning import NoteBeginning, begin
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts import projects
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, ProjectId, stream_key
from shared.kernel.texts.outlooks import BEGUN_AS_HEARD

Facts = dict[str, Any]
_RECOGNISED = {
    "WorkCommenced": Milestone.COMMENCEMENT,
    "WorksCompleted": Milestone.COMPLETION,
    "ProductionStarted": Milestone.PRODUCTION,
}
# What is seen of the works counts, allowed or not: an item may wait for it.
_SEEN = {"StartObserved", "UnapprovedStartObserved"}
_SAID = {"MilestoneReached", "MilestoneCorrected"}
_ENDED = {"ImportedProjectWithdrawn": "withdrawn", "ProjectTerminated": "terminated"}
# How far the works are at the stages that a ledger can know of.
_FOUND_AT = {
    "under-construction": (Milestone.COMMENCEMENT,),
    "completed": (Milestone.COMMENCEMENT, Milestone.COMPLETION),
    "in-production": (Milestone.COMMENCEMENT, Milestone.COMPLETION, Milestone.PRODUCTION),
}


def of_works(heard: CloudEvent, facts: Facts) -> Sequence[Ask]:
    """Note how far the works have come, or that they go no further."""
    command = _command(heard, facts)
    if command is None:
        return []
    told = projects.OfProject.model_validate(heard.data)
    return [Ask.of(Part(PLAN, told.project_id), command)]


def _command(heard: CloudEvent, facts: Facts) -> asked.PlanCommand | None:
    name, day = heard.eventname, heard.effective.earliest_day
    if name in _ENDED:
        return asked.ClosePlan(**facts, reason=_ENDED[name])
    if name in _RECOGNISED:
        return asked.NoteMilestone(**facts, milestone=_RECOGNISED[name], on=day)
    if name in _SEEN:
        seen = Milestone.COMMENCEMENT
        return asked.NoteMilestone(**facts, milestone=seen, on=day, observed=True)
    said = (heard.data or {}).get("milestone") if name in _SAID else None
    if said not in {one.value for one in Milestone}:
        return None
    return asked.NoteMilestone(**facts, milestone=Milestone(said), on=day)


def as_found(told: projects.ProjectCreated, facts: Facts) -> Sequence[Ask]:
    """Note how far the works were already when a ledger brought the project.

    Without a day of its own a milestone was only seen, by the day that the stage is told of.
    """
    since = Effective.from_plain(told.since).earliest_day
    begun = Effective.from_plain(told.commenced).earliest_day if told.commenced else None
    days = {Milestone.COMMENCEMENT: begun}
    commands = (
        asked.NoteMilestone(
            **facts, milestone=one, on=days.get(one) or since, observed=days.get(one) is None
        )
        for one in _FOUND_AT.get(told.stage, ())
    )
    return [Ask.of(Part(PLAN, told.project_id), command) for command in commands]


async def tell_certificates(
    runtime: Runtime[Any], heard: CloudEvent, at: datetime
) -> Sequence[Ask]:
    """Tell the certificates of a project since when its works have begun, or were put right to."""
    project = ProjectId(heard.projectid or "")
    stream = await runtime.store.stream(stream_key(PLAN.category, project))
    plan: Plan = stream.state(PLAN)
    began = plan.reached.get(Milestone.COMMENCEMENT)
    if began is None:
        return []
    past = [one.event for one in stream if one.position < heard.position]
    corrects = heard.eventname == "MilestoneNoted"
    before = PLAN.fold(past).reached.get(Milestone.COMMENCEMENT) if corrects else None
    command = NoteBeginning(
        by=SYSTEM,
        at=at,
        effective=Effective.on_day(began),
        evidence=BEGUN_AS_HEARD,
        instead_of=before,
    )
    cases = (entry.case for entry in plan.entries.values() if entry.case is not None)
    return [_begin(case, project, command) for case in cases]


async def tell_standstill(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Tell the certificates of a project that its works stand still, or go on again.

    What is put off before it has begun is no standstill of works.
    """
    told = projects.OfProject.model_validate(heard.data)
    stopped = heard.eventname == "WorkSuspended"
    if stopped and (heard.data or {}).get("from_stage") not in _FOUND_AT:
        return []
    stream = await runtime.store.stream(stream_key(PLAN.category, told.project_id))
    plan: Plan = stream.state(PLAN)
    noting = asked.NoteSuspension if stopped else asked.NoteResumption
    day = Effective.on_day(heard.effective.earliest_day)
    command = noting(by=SYSTEM, at=at, effective=day)
    cases = (entry.case for entry in plan.entries.values() if entry.case is not None)
    return [Ask.of(Part(CASE, one), command, name=f"standstill-{one}") for one in cases]


def _begin(case: CaseId, project: ProjectId, command: NoteBeginning) -> Ask:
    def decide(states: Sequence[Any]) -> Sequence[tuple[int, Any]]:
        return begin(command, case, *states)

    parts = [Part(CASE, case), Part(PLAN, project)]
    return Ask(act=Act(parts=parts, asked=command, decide=decide), name=f"begin-{case}")
