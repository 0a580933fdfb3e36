"""The list of projects: filters, order, pages, counts, and as of any day."""

from datetime import UTC, datetime
from typing import Any

import httpx

from services.projects.views.projects import SORTS
from shared.adapters.answers import write_cursor
from shared.adapters.listing import order_of
from tests.harness.services import Installation
from tests.services.projects.desk import OFFICER, PROJECTS, opened, refused
from tests.services.signing import signed_lead

NAMES = ("甲光电", "乙检测", "丙物流")


async def three(running: Installation) -> httpx.AsyncClient:
    specialist = await running.login("specialist")
    for number, name in enumerate(NAMES):
        park = "inspection-park" if number else "panji-district"
        await signed_lead(specialist, name=name, investor_name=f"{name}有限公司", park=park)
        await running.settled()
    return await running.login("leader")


async def names(client: httpx.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get(PROJECTS, params=query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_it_is_narrowed_and_sorted(running: Installation) -> None:
    leader = await three(running)
    assert await names(leader) == list(reversed(NAMES))
    assert await names(leader, sort="created_at") == list(NAMES)
    assert await names(leader, sort="-name") == sorted(NAMES, reverse=True)
    assert await names(leader, park="panji-district") == ["甲光电"]
    assert await names(leader, q="检测") == ["乙检测"]
    assert await names(leader, q="100%") == []
    assert await names(leader, stage="completed") == []
    assert len(await names(leader, stage=["signed", "completed"])) == 3
    assert await names(leader, officer=OFFICER) == []
    assert len(await names(leader, flagged="false")) == 3


async def test_it_is_read_page_by_page(running: Installation) -> None:
    leader = await three(running)
    for sort in ("-changed_at", "stage,-name", "id"):
        whole = await names(leader, sort=sort)
        pages: list[str] = []
        cursor = ""
        while len(pages) < len(whole):
            query = {"sort": sort, "limit": 1} | ({"cursor": cursor} if cursor else {})
            answer = (await leader.get(PROJECTS, params=query)).json()
            pages.extend(item["name"] for item in answer["items"])
            cursor = answer["next_cursor"]
        assert pages == whole
        assert cursor is None


async def test_it_is_counted(running: Installation) -> None:
    leader = await three(running)
    answer = await leader.get(PROJECTS, params={"count": "true", "limit": 1})
    assert answer.json()["total"] == 3


async def test_it_is_shown_as_it_was_known(running: Installation) -> None:
    desk = await opened(running)
    before = datetime.now(UTC)
    await desk.done("suspensions", {"reason": "资金未到位", "effective": "2026-04-01"})
    await running.settled()
    now = (await desk.leader.get(PROJECTS)).json()["items"]
    assert [(item["stage"], item["version"]) for item in now] == [("suspended", 2)]
    then = await desk.leader.get(PROJECTS, params={"as_of": before.isoformat()})
    assert [(item["stage"], item["version"]) for item in then.json()["items"]] == [("signed", 1)]
    assert then.headers["X-As-Of"].startswith(before.isoformat()[:19])
    earlier = await desk.leader.get(PROJECTS, params={"as_of": "2026-01-01"})
    assert earlier.json()["items"] == []


async def test_one_reads_what_one_wrote(running: Installation) -> None:
    desk = await opened(running)
    done = await desk.done("terminations", {"reason": "投资方放弃"})
    query = {"wait_for": done.headers["X-Position"], "stage": "terminated"}
    answer = await desk.leader.get(PROJECTS, params=query)
    assert [item["id"] for item in answer.json()["items"]] == [desk.project]
    refused(
        await desk.leader.get(PROJECTS, params={"wait_for": "projects=99999"}), 503, "view-behind"
    )


async def test_odd_questions_are_refused(running: Installation) -> None:
    leader = await running.login("leader")
    by_name = order_of([SORTS["name"], SORTS["id"]])
    for query, code in (
        ({"cursor": "nonsense"}, "cursor-unreadable"),
        ({"cursor": write_cursor(by_name, "a", "b")}, "cursor-unreadable"),
        ({"cursor": write_cursor(by_name, "a\x00", "b"), "sort": "name"}, "cursor-unreadable"),
        ({"stages": "signed"}, "invalid-fields"),
        ({"valid_at": "2026-01-01"}, "invalid-fields"),
        ({"as_of": ["2026-01-01", "2026-01-02"]}, "invalid-fields"),
        ({"sort": "secret"}, "sort-unknown"),
        ({"sort": "name,name"}, "sort-unknown"),
        ({"stage": "party"}, "invalid-fields"),
        ({"q": "a\u0000b"}, "invalid-fields"),
        ({"park": "A'; DROP TABLE"}, "invalid-fields"),
    ):
        refused(await leader.get(PROJECTS, params=query), 422, code)
