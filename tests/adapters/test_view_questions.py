"""Asking a list: no answer from before what one wants to know, no row one may not see."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select

from shared.adapters.problems import Problem
from shared.adapters.runtime import ServiceSpec
from shared.adapters.sql import fetch
from shared.adapters.times import FromTimes
from shared.adapters.views import visible_in
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Guarded, Visibility
from tests.adapters.conftest import Counters
from tests.adapters.counter import CODEC, Counted
from tests.adapters.lists import Lists
from tests.harness.servers import Cluster
from tests.harness.services import prepared


@pytest.fixture
async def lists(counters: Counters) -> Lists:
    made = Lists(counters)
    await made.views.prepare()
    return made


async def test_waiting_ends_when_the_views_are_there(lists: Lists) -> None:
    await lists.store("a", 1)
    waiting = asyncio.create_task(lists.views.wait({"leads": 1}))
    await asyncio.sleep(0)
    assert not waiting.done()
    await lists.views.follow()
    await asyncio.wait_for(waiting, 1)
    assert lists.views.known() == {"leads": 1}


async def test_waiting_notices_what_another_process_has_followed(lists: Lists) -> None:
    await lists.store("a", 1)
    waiting = asyncio.create_task(lists.views.wait({"leads": 1}))
    await lists.another().follow()
    await asyncio.wait_for(waiting, 1)


async def test_waiting_in_vain_is_refused_with_what_is_known(lists: Lists) -> None:
    await lists.store("a", 1)
    await lists.views.follow()
    with pytest.raises(Problem) as refused:
        await lists.views.wait({"leads": 1, "projects": 3})
    problem = refused.value
    assert (problem.status, problem.code) == (503, "view-behind")
    assert problem.headers == {"Retry-After": "1"}
    assert problem.facts["positions"] == {"leads": 1}


async def test_over_http_wait_for_is_answered_or_503(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    router = APIRouter()

    @router.get("/api/v1/leads")
    async def listed(times: FromTimes) -> dict[str, str]:
        return {"as_of": str(times.as_of)}

    spec: ServiceSpec[Counted] = ServiceSpec(
        name="leads",
        description="leads",
        codec=CODEC,
        publish=lambda *_: None,
        rules={},
        routers=[router],
    )
    running = prepared(broker, tmp_path)
    try:
        served = await running.start("leads", await cluster.fresh("leads"), spec)
        await Lists(
            Counters(
                served.database,
                served.runtime.pool,
                served.runtime.batcher,
                served.runtime.store,
                served.runtime.commands,
            )
        ).store("a", 1)
        async with httpx.AsyncClient(base_url=running.urls["leads"], timeout=10) as client:
            answers = [
                await client.get("/api/v1/leads", params={"wait_for": f"leads={position}"})
                for position in (1, 99)
            ]
    finally:
        await running.stop()
    assert [answer.status_code for answer in answers] == [200, 503]
    assert answers[1].headers["retry-after"] == "1"
    assert answers[1].json()["type"] == "/problems/view-behind"


PARKS = [ParkId("north"), ParkId("south")]
DEPARTMENTS = [DepartmentId("ecology"), DepartmentId("investment")]
PEOPLE = [AccountId("zhao"), AccountId("qian")]
VISIBILITIES = st.builds(
    Visibility,
    everything=st.booleans(),
    parks=st.frozensets(st.sampled_from(PARKS)),
    departments=st.frozensets(st.sampled_from(DEPARTMENTS)),
    own=st.none() | st.sampled_from(PEOPLE),
)


@given(
    visibility=VISIBILITIES,
    park=st.sampled_from(PARKS),
    department=st.sampled_from(DEPARTMENTS),
    person=st.sampled_from(PEOPLE),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_a_list_shows_what_the_policy_lets_one_see(
    lists: Lists, visibility: Visibility, park: ParkId, department: DepartmentId, person: AccountId
) -> None:
    condition = visible_in(
        visibility, park=literal(park), departments=literal(department), people=[literal(person)]
    )
    [found] = await fetch(lists.counters.pool, select(condition.label("seen")))
    guarded = Guarded(park=park, departments=frozenset([department]), people=frozenset([person]))
    assert found["seen"] is visibility.covers(guarded)
