"""The whole story: narrowed, paged, as known and as it was so on any day."""

from datetime import UTC, datetime
from typing import Any

from services.projects.views.history import Wish
from shared.adapters.answers import write_cursor
from shared.adapters.listing import order_of
from tests.harness.services import Installation
from tests.services.projects.desk import OFFICER, Desk, opened, refused


async def worked_on(running: Installation) -> Desk:
    desk = await opened(running)
    await desk.done("officers", {"officer": OFFICER})
    await desk.done("observations", {"seen": "土方开挖", "effective": "2026-03-02"})
    await desk.done("suspensions", {"reason": "资金未到位", "effective": "2026-04-01"})
    return desk


def kinds(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["type"] for entry in entries]


async def test_it_begins_with_the_lead(running: Installation) -> None:
    desk = await worked_on(running)
    story = kinds(await desk.history())
    assert story[:5] == [
        "LeadRegistered",
        "LeadAssessed",
        "LeadPursued",
        "NegotiationStarted",
        "AgreementSigned",
    ]
    assert story[-3:] == ["OfficerAssigned", "UnapprovedStartObserved", "WorkSuspended"]
    assert "ProjectCreated" in story


async def test_it_is_narrowed_by_service_and_type(running: Installation) -> None:
    desk = await worked_on(running)
    assert {one["service"] for one in await desk.history(service="leads")} == {"leads"}
    chosen = await desk.history(type=["OfficerAssigned", "AgreementSigned"])
    assert kinds(chosen) == ["AgreementSigned", "OfficerAssigned"]
    assert await desk.history(service="approvals") == []


async def test_it_is_read_page_by_page_in_either_direction(running: Installation) -> None:
    desk = await worked_on(running)
    whole = await desk.history()
    for sort, expected in (("recorded_at", whole), ("-recorded_at", whole[::-1])):
        pages: list[dict[str, Any]] = []
        cursor = None
        while True:
            query: dict[str, Any] = {"sort": sort, "limit": 2}
            query |= {"cursor": cursor} if cursor else {}
            answer = (await desk.leader.get(f"{desk.path}/history", params=query)).json()
            assert 0 < len(answer["items"]) <= 2
            pages.extend(answer["items"])
            cursor = answer["next_cursor"]
            if cursor is None:
                break
        assert pages == expected


async def test_as_known_and_as_it_was_so(running: Installation) -> None:
    desk = await opened(running)
    before = datetime.now(UTC)
    await desk.done("suspensions", {"reason": "资金未到位", "effective": "2026-04-01"})
    as_known = await desk.history(as_of=before.isoformat())
    assert "ProjectCreated" in kinds(as_known)
    assert "WorkSuspended" not in kinds(as_known)
    assert "WorkSuspended" in kinds(await desk.history(valid_at="2026-04-01"))
    assert "WorkSuspended" not in kinds(await desk.history(valid_at="2026-03-31"))


async def test_answers_say_how_far_they_know(running: Installation) -> None:
    desk = await worked_on(running)
    await desk.history()
    answer = await desk.leader.get(f"{desk.path}/history")
    known = dict(pair.split("=") for pair in answer.headers["X-Position"].split(","))
    assert int(known["leads"]) >= 5
    assert int(known["projects"]) >= 4


async def test_odd_questions_are_refused(running: Installation) -> None:
    desk = await opened(running)
    path = f"{desk.path}/history"
    order = order_of(Wish().keys())
    for query, code in (
        ({"cursor": "nonsense"}, "cursor-unreadable"),
        ({"cursor": "WzEsMiwzXQ"}, "cursor-unreadable"),
        ({"cursor": write_cursor(order, "2026-01-01", "a", 1)}, "cursor-unreadable"),
        ({"cursor": write_cursor(order, "0001-01-01T00:00:00+14:00", "a", 1)}, "cursor-unreadable"),
        ({"cursor": write_cursor(order, "2026-01-01T00:00:00Z", "a\x00", 1)}, "cursor-unreadable"),
        ({"cursor": write_cursor(order, "2026-01-01T00:00:00Z", "a", 2**63)}, "cursor-unreadable"),
        ({"sort": "name"}, "invalid-fields"),
        ({"limit": "0"}, "invalid-fields"),
        ({"type": "a\u0000b"}, "invalid-fields"),
        ({"as_of": "2199-01-01"}, "as-of-in-the-future"),
    ):
        refused(await desk.leader.get(path, params=query), 422, code)


async def test_what_reactions_could_not_do_is_in_it(running: Installation) -> None:
    desk = await opened(running)
    entries = await desk.history()
    assert not [entry for entry in entries if entry["type"] == "ReactionRefused"]
