"""一表申报: one form for several items of one stage, and how far they are."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response

from services.approvals.api.applying import applying
from services.approvals.api.bodies import FormRequest
from services.approvals.api.border import (
    CALENDAR_PART,
    CASES_AT,
    SERVICE,
    CasePath,
    knowing,
    life_of,
    read_case,
)
from services.approvals.domain import together
from services.approvals.domain.case import CASE
from services.approvals.domain.case.record import CaseRecord
from services.approvals.domain.catalogue import Completes
from services.approvals.domain.events import ApplicationMade, AppliedItem
from services.approvals.domain.plan import PLAN
from services.approvals.domain.policy import APPLY
from services.approvals.domain.terms import OPEN_STAGES, Stage
from services.approvals.domain.together import several
from services.approvals.domain.together.application import APPLICATION, complete
from shared.adapters.answers import done, one
from shared.adapters.caller import Creating, Reading
from shared.adapters.command_handler import Act, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.identifiers import CaseId, ProjectId, stream_key
from shared.kernel.recorded import Recorded, known
from shared.kernel.texts.approvals import STAGES

router = APIRouter(prefix=CASES_AT, tags=["办件"])


@router.post("/applications", status_code=201)
async def apply_for_several(body: FormRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """一表申报: every item becomes a case, all at once or none; items of one stage alone."""
    codes = [item.item_code for item in body.items]
    context = await applying(runtime, caller, body.project_id, codes)
    facts, form_id = caller.asked(APPLY, body.when()), caller.new_id()
    items = tuple(
        together.Apply(
            **facts,
            project=body.project_id,
            item_code=item.item_code,
            case=CaseId(caller.new_id()),
            materials=item.materials,
            commitment=item.commitment,
            application=form_id,
        )
        for item in body.items
    )
    command = several.ApplyForSeveral(**facts, project=body.project_id, items=items)

    def decide(states: Sequence[Any]) -> together.Indexed:
        application, *cases, plan, calendar = states
        return several.apply_for_several(command, application, cases, plan, calendar)

    form = Part(APPLICATION, form_id)
    cases = [Part(CASE, item.case) for item in items]
    parts = [form, *cases, Part(PLAN, body.project_id), CALENDAR_PART]
    act = Act(parts=parts, asked=command, decide=decide, creates=True)
    result = await runtime.commands.handle_together(act, context)
    answer = done(SERVICE, result)
    stream = await runtime.store.stream(stream_key(APPLICATION.category, result.identifier))
    answer.headers["Location"] = f"{CASES_AT}/{stream[0].event.items[0].case}/application"
    return answer


@router.get("/{case_id}/application")
async def application_of_case(
    case_id: CasePath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """申报: the cases of the form that a case came with, and whether its stage is done by them."""
    found = await read_case(runtime, caller, case_id, times)
    made = await _made(runtime, found.record)
    keys = {one.case: stream_key(CASE.category, one.case) for one in made.items}
    streams = await runtime.store.streams(list(keys.values()))
    cases = {
        case: CASE.fold(one.event for one in life_of(_known(streams[key], times), times))
        for case, key in keys.items()
    }
    shown = {
        "application_id": found.record.application,
        "project_id": made.project,
        "stage": made.stage,
        "completes": made.completes,
        "done": complete(made, {case: state.progress for case, state in cases.items()}),
        "cases": [_shown(one, cases[one.case].stage) for one in made.items],
    }
    return one(shown, found.version, knowing(found.position, times))


def _known(stream: Sequence[Recorded[Any]], times: Times) -> Sequence[Recorded[Any]]:
    return known(stream, as_of=times.as_of, valid_at=times.valid_at)


async def _made(runtime: Runtime[Any], record: CaseRecord) -> ApplicationMade:
    """Return the form of a case; one that came alone is a form of its own."""
    if record.application is not None:
        stream = await runtime.store.stream(stream_key(APPLICATION.category, record.application))
        made: ApplicationMade = stream[0].event
        return made
    item = record.item
    applied = (
        ()
        if item is None
        else (
            AppliedItem(
                item_code=item.code, name=item.name, department=item.department, case=record.case_id
            ),
        )
    )
    return ApplicationMade(
        project=record.project or ProjectId(""),
        lead=record.lead,
        park=record.park,
        readers=record.readers,
        stage=item.stage if item else "",
        completes=Completes.ALL,
        items=applied,
    )


def _shown(item: AppliedItem, stage: Stage | None) -> dict[str, Any]:
    return {
        "case_id": item.case,
        "item_code": item.item_code,
        "name": item.name,
        "department": item.department,
        "stage": stage,
        "stage_name": STAGES.get(stage or ""),
        "open": stage in OPEN_STAGES,
    }
