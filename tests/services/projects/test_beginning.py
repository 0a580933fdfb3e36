"""How a project comes to be, and who may see it."""

from tests.harness.services import Installation
from tests.services.projects.desk import OFFICER, PROJECTS, opened, refused


async def test_a_signed_lead_becomes_a_project(running: Installation) -> None:
    desk = await opened(running)
    answer = await desk.leader.get(desk.path)
    record = answer.json()
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["X-Position"] == "projects=1"
    assert (record["stage"], record["stage_name"]) == ("signed", "已签约")
    assert record["stage_since"] == {
        "from": "2026-01-10",
        "to": "2026-01-10",
        "precision": "day",
    }
    assert record["lead_id"] == desk.lead
    assert record["specialist"] == "sample-specialist"
    assert record["amount"]["base"] == "280000000.00"
    planned = {one["milestone"]: one["planned_on"] for one in record["milestones"]}
    assert planned == {"signed": None, "commencement": "2027-01-01", "production": "2028-06-30"}


async def test_its_thread_is_that_of_its_lead(running: Installation) -> None:
    desk = await opened(running)
    entries = await desk.history()
    assert len({entry["correlation"] for entry in entries}) == 1
    kinds = [(entry["service"], entry["type"]) for entry in entries]
    assert kinds[0] == ("leads", "LeadRegistered")
    assert ("projects", "ProjectCreated") in kinds


async def test_who_has_nothing_to_do_with_it_does_not_know_of_it(running: Installation) -> None:
    desk = await opened(running)
    for login in ("officer", "approver-ecology", "system-admin", "security-admin"):
        client = await running.login(login)
        for path in (desk.path, f"{desk.path}/history", f"{desk.path}/codes"):
            refused(await client.get(path), 404, "not-found")
        assert (await client.get(PROJECTS)).json()["items"] == []
        given = {"If-Match": '"v1"'}
        answer = await client.post(
            f"{desk.path}/officers", json={"officer": OFFICER}, headers=given
        )
        refused(answer, 404, "not-found")


async def test_who_may_read_it_may_not_therefore_act(running: Installation) -> None:
    desk = await opened(running)
    for login in ("auditor", "statistician", "specialist"):
        client = await running.login(login)
        assert (await client.get(desk.path)).status_code == 200
        refused(await desk.act("officers", {"officer": OFFICER}, client), 403, "not-allowed")


async def test_the_officer_sees_it_once_assigned(running: Installation) -> None:
    desk = await opened(running)
    await desk.done("officers", {"officer": OFFICER})
    await running.settled()
    assert (await desk.officer.get(desk.path)).status_code == 200
    assert len((await desk.officer.get(PROJECTS)).json()["items"]) == 1
    await desk.done(
        "hand-overs",
        {"from_officer": OFFICER, "to_officer": "somebody-else", "reason": "轮岗"},
        desk.officer,
    )
    refused(await desk.officer.get(desk.path), 404, "not-found")


async def test_nobody_reads_without_a_token(running: Installation) -> None:
    refused(await running.client().get(PROJECTS), 401, "not-authenticated")
