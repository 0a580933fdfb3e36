"""One code belongs to one project, whoever asks, and however many at once."""

import asyncio

import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import LEADS
from tests.services.projects.desk import PROJECTS, opened, refused
from tests.services.signing import signed_lead

CODE = "2601-340400-04-01-123456"
OTHER_CODE = "2602-340400-04-01-654321"


async def several(running: Installation, number: int) -> tuple[httpx.AsyncClient, list[str]]:
    """Sign so many leads; return a leader, and the projects they became."""
    specialist, leader = await running.login("specialist"), await running.login("leader")
    for one in range(number):
        await signed_lead(specialist, name=f"基地{one}", investor_name=f"第{one}检测有限公司")
    await running.settled()
    found = (await leader.get(PROJECTS)).json()["items"]
    assert len(found) == number
    return leader, [item["id"] for item in found]


async def give(
    client: httpx.AsyncClient, project: str, code: str, version: int = 1
) -> httpx.Response:
    return await client.post(
        f"{PROJECTS}/{project}/codes",
        json={"code": code, "reason": "赋码有误"},
        headers={"If-Match": f'"v{version}"'},
    )


async def test_of_eight_given_one_code_at_once_one_bears_it(running: Installation) -> None:
    leader, projects = await several(running, 8)
    answers = await asyncio.gather(*(give(leader, project, CODE) for project in projects))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    first = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    shown = [(await leader.get(f"{PROJECTS}/{project}")).json() for project in projects]
    assert [one["id"] for one in shown if one["code"]] == [first]
    name = next(one["name"] for one in shown if one["id"] == first)
    for answer in answers:
        if answer.status_code == 409:
            problem = refused(answer, 409, "project-code-taken")
            assert (problem["project_id"], problem["name"]) == (first, name)


async def test_a_code_put_right_is_free_for_another(running: Installation) -> None:
    leader, (first, second) = await several(running, 2)
    assert (await give(leader, first, CODE)).status_code == 201
    refused(await give(leader, second, CODE), 409, "project-code-taken")
    assert (await give(leader, first, OTHER_CODE, 2)).status_code == 201
    assert (await give(leader, second, CODE)).status_code == 201
    refused(await give(leader, first, CODE, 3), 409, "project-code-taken")
    again = await give(leader, second, CODE, 2)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_whose_code_it_is_is_told_to_those_who_may_read_it(running: Installation) -> None:
    desk = await opened(running)
    await desk.done("codes", {"code": CODE})
    specialist = await running.login("specialist")
    other = await signed_lead(specialist, name="另一基地", investor_name="另一检测有限公司")
    await running.settled()
    seen = (await specialist.get(f"{LEADS}/{other}")).json()
    project = f"{PROJECTS}/{seen['project_id']}"
    answer = await desk.leader.post(
        f"{project}/officers", json={"officer": "sample-officer"}, headers={"If-Match": '"v1"'}
    )
    assert answer.status_code == 201, answer.text
    problem = refused(
        await give(desk.officer, seen["project_id"], CODE, 2), 409, "project-code-taken"
    )
    assert not {"project_id", "name"} & set(problem)
    problem = refused(
        await give(specialist, seen["project_id"], CODE, 2), 409, "project-code-taken"
    )
    assert (problem["project_id"], problem["name"]) == (desk.project, "检测设备生产基地")
