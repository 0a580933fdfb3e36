"""By when ground will be broken, and how surely, going by how long the same took before."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.approvals.api.border import ProjectPath
from services.approvals.api.outlook_shown import named
from services.approvals.api.outlooks import look
from services.approvals.api.shown import half_day
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.outlook import without_time
from services.approvals.domain.scheduling import Forecast, Quantile, TaskForecast, forecast
from services.approvals.views.durations import durations_known_at
from shared.adapters.answers import one
from shared.adapters.caller import Reading
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes
from shared.kernel.texts.outlooks import RESTS_ON, SOURCES

router = APIRouter(prefix="/api/v1/plans/{project_id}", tags=["开工展望"])

Plain = dict[str, Any]
_LARGEST_SEED = 2**31 - 1
# One at a time: each works for a good part of a second and must not crowd out other answers.
_ROOM = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forecast")


class Wished(BaseModel):
    """What is asked of a forecast: which milestone, what counts, which draws."""

    target: Milestone = Field(Milestone.COMMENCEMENT, description="工程节点")
    only_law: bool = Field(default=False, description="只计法定前置")
    seed: Annotated[int, Field(ge=0, le=_LARGEST_SEED, description="随机种子")] = 1


@router.get("/forecast")
async def one_forecast(
    project_id: ProjectPath,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
    wished: Annotated[Wished, Query()],
) -> Response:
    """开工预测: by when in 50, 80 and 95 of a hundred runs, and on how many samples that rests."""
    seen = await look(runtime, caller, project_id, times)
    ahead = seen.ahead(wished.target, only_law=wished.only_law)
    items = [task.code for task in ahead.tasks]
    samples = await durations_known_at(runtime.pool, times.as_of, items)
    found = await asyncio.get_running_loop().run_in_executor(
        _ROOM, forecast, ahead, samples, _draws(wished.seed)
    )
    answer = {
        **_shown(found),
        "seed": wished.seed,
        "without_time": [named(item) for item in without_time(seen.plan)],
    }
    return one(answer, seen.version, seen.knowing)


def _draws(seed: int) -> Iterator[float]:
    """Draw for ever, always the same for the same seed."""
    random = Random(seed)
    while True:
        yield random.random()


def _shown(one: Forecast) -> Plain:
    return {
        "target": one.target,
        "today": one.today,
        "runs": one.runs,
        "quantiles": [_quantile(quantile) for quantile in one.quantiles],
        "tasks": [_task(task) for task in one.tasks],
        "few": one.few,
        "calendar_version": one.calendar_version,
        "provisional": one.provisional,
    }


def _quantile(one: Quantile) -> Plain:
    return {"share": one.share, "working_days": one.days, "on": half_day(one.on)}


def _task(one: TaskForecast) -> Plain:
    return {
        "code": one.task.code,
        "name": one.task.name,
        "held_by": one.task.held_by,
        "begun": one.task.begun,
        "rests_on": one.task.rests_on,
        "rests_on_name": RESTS_ON[one.task.rests_on] if one.task.rests_on else None,
        "criticality": one.criticality,
        "source": one.source,
        "source_name": SOURCES[one.source],
        "own_samples": one.own_samples,
        "samples_in_all_departments": one.samples_in_all_departments,
        "few": one.few,
    }
