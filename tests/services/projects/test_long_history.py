"""A long story: complete and in order by whatever pages, narrowed by kind, as known on any day."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.projects.domain.events import StartObserved
from services.projects.domain.project import PROJECT
from shared.adapters.command_handler import Act, Context, Part
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.effective import Effective, business_day
from tests.harness.services import Installation
from tests.services.projects.desk import Desk, opened

MANY, AT_ONCE = 1000, 250


async def seen_often(desk: Desk) -> list[str]:
    """Have works seen a thousand times, some together; return what was seen, in order."""
    commands = desk.running.services["projects"].runtime.commands
    said = [f"第{number}次巡查：桩机在场" for number in range(MANY)]
    for begin in range(0, MANY, AT_ONCE):
        at = datetime.now(UTC)
        day = Effective.on_day(business_day(at) - timedelta(days=1))
        events = [StartObserved(seen_on=day, seen=seen) for seen in said[begin : begin + AT_ONCE]]
        act = Act(
            parts=[Part(PROJECT, desk.project)],
            asked=Asked(by=SYSTEM, at=at, effective=day),
            decide=lambda _, events=events: [(0, event) for event in events],  # type: ignore[misc]
        )
        await commands.handle_together(act, Context(correlation=desk.project))
    return said


async def paged(desk: Desk, limit: int, **query: Any) -> list[dict[str, Any]]:
    """Return the whole story, so many entries a page."""
    entries: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"limit": limit, **query, **cursor}
        answer = await desk.leader.get(f"{desk.path}/history", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= limit
        entries += page["items"]
        if page["next_cursor"] is None:
            return entries
        cursor = {"cursor": page["next_cursor"]}


def places(entries: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["recorded_at"], one["service"], one["sequence"]) for one in entries]


async def test_a_thousand_events_are_all_there_once_and_in_order(running: Installation) -> None:
    desk = await opened(running)
    before = datetime.now(UTC)
    said = await seen_often(desk)
    await running.settled()
    whole = await paged(desk, 200)
    assert len(whole) >= MANY + 5
    assert len({one["event_id"] for one in whole}) == len(whole)
    assert places(whole) == sorted(places(whole))
    assert whole[0]["type"] == "LeadRegistered"
    seen = [one for one in whole if one["type"] == "StartObserved"]
    assert [one["data"]["seen"] for one in seen] == said
    stored = [one for one in whole if one["stream"] == f"project-{desk.project}"]
    assert [one["version"] for one in stored] == list(range(1, len(stored) + 1))
    assert await paged(desk, 37) == whole
    assert await paged(desk, 200, sort="-recorded_at") == whole[::-1]
    assert await paged(desk, 90, type="StartObserved") == seen
    assert await paged(desk, 50, as_of=before.isoformat()) == whole[: len(whole) - MANY]


async def test_what_is_told_meanwhile_makes_no_page_repeat_or_skip(running: Installation) -> None:
    desk = await opened(running)
    await desk.done("suspensions", {"reason": "资金未到位", "effective": "2026-04-01"})
    whole = await desk.history()
    query: dict[str, Any] = {"limit": 3}
    first = (await desk.leader.get(f"{desk.path}/history", params=query)).json()
    await desk.done("resumptions", {"note": "资金到位", "effective": "2026-05-01"})
    await running.settled()
    query |= {"cursor": first["next_cursor"], "limit": 200}
    rest = (await desk.leader.get(f"{desk.path}/history", params=query)).json()
    told = [*first["items"], *rest["items"]]
    assert told[: len(whole)] == whole
    assert [one["type"] for one in told[len(whole) :]] == ["WorkResumed"]
