"""联合办理 over HTTP: one form for several departments' items of a plan, and one conclusion."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from services.approvals.api.border import CALENDAR_PART, CASES_AT, SERVICE, ProjectPath
from services.approvals.api.plan_bodies import JointApplicationRequest, JointConclusionRequest
from services.approvals.api.plans import FromPlan
from services.approvals.domain import together
from services.approvals.domain.case import CASE
from services.approvals.domain.commands.joint import ConcludeJointApplication
from services.approvals.domain.plan import PLAN, about, planning
from services.approvals.domain.plan.joining import joint_of
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.policy import APPLY, CONCLUDE_JOINTLY, READ
from services.approvals.domain.together import jointly
from services.approvals.domain.together.application import APPLICATION
from shared.adapters.answers import done
from shared.adapters.caller import Caller, Creating
from shared.adapters.command_handler import Act, NotThere, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.kernel.decider import About
from shared.kernel.identifiers import CaseId, ProjectId, stream_key
from shared.kernel.policy import Guarded
from shared.kernel.recorded import Recorded

router = APIRouter(prefix="/api/v1/plans/{project_id}", tags=["审批计划"])


@router.post("/joint-applications", status_code=201)
async def apply_jointly(
    project_id: ProjectPath, body: JointApplicationRequest, caller: Creating, runtime: FromRuntime
) -> Response:
    """联合申报: every part that is still to be had becomes a case, all at once or none."""
    stream = await _plan(runtime, project_id)
    plan = PLAN.fold(recorded.event for recorded in stream)
    _require(caller, about(plan), body.joint, plan)
    parts = jointly.parts_to_apply_for(plan, body.joint)
    form_id = caller.new_id()
    command = jointly.ApplyJointly(
        **caller.asked(APPLY, body.when()),
        project=project_id,
        joint=body.joint,
        application=form_id,
        cases=tuple(CaseId(caller.new_id()) for _ in parts),
        materials=body.materials,
    )

    def decide(states: Sequence[Any]) -> together.Indexed:
        application, *cases, latest, calendar = states
        return jointly.apply_jointly(command, application, cases, latest, calendar)

    cases = [Part(CASE, case) for case in command.cases]
    of_plan = [Part(PLAN, project_id), CALENDAR_PART]
    act = Act(
        parts=[Part(APPLICATION, form_id), *cases, *of_plan],
        asked=command,
        decide=decide,
        creates=True,
    )
    context = replace(caller.context(), correlation=stream[0].meta.correlation)
    result = await runtime.commands.handle_together(act, context)
    answer = done(SERVICE, result)
    made = await runtime.store.stream(stream_key(APPLICATION.category, result.identifier))
    answer.headers["Location"] = f"{CASES_AT}/{made[0].event.items[0].case}/application"
    return answer


@router.post("/joint-conclusions", status_code=201)
async def conclude_jointly(body: JointConclusionRequest, plan: FromPlan) -> Response:
    """联合办结: by the department in the lead, once all parts are there."""
    command = ConcludeJointApplication(
        **plan.caller.asked(CONCLUDE_JOINTLY, body.when()),
        joint=body.joint,
        document_number=body.document_number,
        conclusion=body.conclusion,
    )

    def decide(states: Sequence[Any]) -> planning.Indexed:
        latest: Plan = states[0]
        lead = joint_of(latest, command.joint).lead
        own = Guarded(departments=frozenset({lead}))
        plan.caller.require(CONCLUDE_JOINTLY, own)
        return [(0, event) for event in PLAN.decide(command, latest)]

    return await plan.carry(CONCLUDE_JOINTLY, [plan.part], command, decide)


async def _plan(runtime: Runtime[Any], project: ProjectId) -> Sequence[Recorded[Any]]:
    stream = await runtime.store.stream(stream_key(PLAN.category, project))
    if not stream:
        raise NotThere(project)
    return stream


def _require(caller: Caller, whole: About, joint: str, plan: Plan) -> None:
    """Let apply whoever applies for the project, or receives for the department in the lead."""
    caller.allow(READ)(whole)
    caller.require(APPLY, whole.guarded)
    lead = frozenset({joint_of(plan, joint).lead})
    caller.require(APPLY, replace(whole.guarded, departments=lead))
