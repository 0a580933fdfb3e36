"""申报与收件: a case begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from services.approvals.api.bodies import ApplicationRequest
from services.approvals.api.border import CALENDAR_PART, CASES_AT, warned
from services.approvals.domain import together
from services.approvals.domain.case import CASE
from services.approvals.domain.plan import PLAN, about
from services.approvals.domain.policy import APPLY, READ
from shared.adapters.caller import Caller, Creating
from shared.adapters.command_handler import Act, Context, NotThere, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.kernel.identifiers import CaseId, ProjectId, stream_key

router = APIRouter(prefix=CASES_AT, tags=["办件"])


@router.post("", status_code=201)
async def apply(body: ApplicationRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """申报收件: takes in the materials for an item; warns of what local rules would have first."""
    context = await applying(runtime, caller, body.project_id, [body.item_code])
    case_id = CaseId(caller.new_id())
    command = together.Apply(
        **caller.asked(APPLY, body.when()),
        project=body.project_id,
        item_code=body.item_code,
        case=case_id,
        materials=body.materials,
        commitment=body.commitment,
    )

    def decide(states: Sequence[Any]) -> together.Indexed:
        return together.apply(command, *states)

    parts = [Part(CASE, case_id), Part(PLAN, body.project_id), CALENDAR_PART]
    act = Act(parts=parts, asked=command, decide=decide, creates=True)
    result = await runtime.commands.handle_together(act, context)
    return await warned(runtime, result, location=CASES_AT)


async def applying(
    runtime: Runtime[Any], caller: Caller, project: ProjectId, codes: Sequence[str]
) -> Context:
    """Check the rights on the plan; a case continues the thread of the project."""
    stream = await runtime.store.stream(stream_key(PLAN.category, project))
    if not stream:
        raise NotThere(project)
    plan = PLAN.fold(recorded.event for recorded in stream)
    whole = about(plan)
    caller.allow(READ)(whole)
    for code in codes:
        department = plan.way(code).department
        caller.require(APPLY, replace(whole.guarded, departments=frozenset({department})))
    return replace(caller.context(), correlation=stream[0].meta.correlation)
