"""项目代码核对: what the national platform says under the code a project bears, beside ours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.projects.api.border import PROJECTS_AT, SERVICE, ProjectPath
from services.projects.domain.code_checking import (
    CODE_CHECKS,
    CheckProjectCode,
    ProjectCodeChecked,
    require_code,
)
from services.projects.domain.project import PROJECT
from services.projects.importing import LookUp
from services.projects.views.code_checks import LatestCodeCheck, ProjectCodeCheckPage, shown
from shared.adapters.answers import done, one, page
from shared.adapters.caller import Caller, Creating, Reading
from shared.adapters.command_handler import Act, NotThere, Part
from shared.adapters.listing import knowing_of
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.identifiers import ProjectId, stream_key
from shared.kernel.recorded import Recorded, known

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}", tags=["项目责任"])
CHECK, READ = "projects.check-code", "projects.read"


async def _look_up(runtime: FromRuntime) -> LookUp | None:
    url = runtime.settings.code_lookup_url
    return LookUp(url) if url else None


FromLookUp = Annotated[LookUp | None, Depends(_look_up)]


@router.post("/code-checks", status_code=201)
async def check_code(
    project_id: ProjectPath, caller: Creating, runtime: FromRuntime, look_up: FromLookUp
) -> Response:
    """核对项目代码: asks the platform now; what comes of it is recorded, no answer too."""
    past = await runtime.records.events(PROJECT, project_id, Times(), caller.allow(CHECK))
    project = PROJECT.fold(recorded.event for recorded in past)
    code = require_code(project)
    if look_up is None:
        raise Problem(409, "project-code-look-up-off", "no platform is configured to be asked")
    command = CheckProjectCode(
        **caller.asked(CHECK),
        project_id=project_id,
        project=project,
        code=str(code),
        answer=await look_up.ask(code),
    )

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        checks, now = states
        return [(0, event) for event in CODE_CHECKS.decide(replace(command, project=now), checks)]

    parts = [Part(CODE_CHECKS, project_id), Part(PROJECT, project_id)]
    act = Act(parts=parts, asked=command, decide=decide, creates=True)
    context = replace(caller.context(), correlation=past[0].meta.correlation)
    return done(SERVICE, await runtime.commands.handle_together(act, context))


@router.get("/code-checks", responses={200: {"model": ProjectCodeCheckPage}})
async def code_checks(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """核对记录: every check of the code, who asked when, and what came of it."""
    await _past(runtime, caller, project_id)
    events = await _checks(runtime, project_id, times)
    return page([shown(event) for event in events], None, knowing_of(SERVICE, events, times))


@router.get("/code-check", responses={200: {"model": LatestCodeCheck}})
async def code_check(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """最近核对: what the platform said when it was last asked, field by field beside ours."""
    past = known(await _past(runtime, caller, project_id), as_of=times.as_of)
    if not past:
        raise NotThere(project_id)
    borne = PROJECT.fold(recorded.event for recorded in past).code or None
    checks = await _checks(runtime, project_id, times)
    last = shown(checks[-1]) if checks else None
    answer = LatestCodeCheck(project_id=project_id, code=borne, last=last)
    return one(answer, len(checks), knowing_of(SERVICE, [*past, *checks], times))


async def _past(
    runtime: Runtime[Any], caller: Caller, project_id: ProjectId
) -> list[Recorded[Any]]:
    """Return what happened to the project, to one who may read it."""
    return await runtime.records.events(PROJECT, project_id, Times(), caller.allow(READ))


async def _checks(
    runtime: Runtime[Any], project_id: ProjectId, times: Times
) -> list[Recorded[ProjectCodeChecked]]:
    stream = await runtime.store.stream(stream_key(CODE_CHECKS.category, project_id))
    return known(stream, as_of=times.as_of, valid_at=times.valid_at)
