"""What other systems fetch: every change of every case they may read, once, in order."""

from typing import Any

import pytest

from luodi.rebuild import published, rebuild
from services.approvals.domain.terms import Stage
from services.approvals.main import SPEC
from shared.adapters.runtime import assemble, dismantle
from tests.services.approvals.desk import Case, Counter, read, refused
from tests.services.approvals.pushing import EXCHANGE, coded, push, record
from tests.system.whole import system


async def fetched(counter: Counter, limit: int, after: int = 0) -> list[dict[str, Any]]:
    """Fetch page by page until there is no more."""
    await counter.running.settled()
    city = await system(counter.running)
    items: list[dict[str, Any]] = []
    while True:
        page = await read(city, EXCHANGE, after=after, limit=limit)
        items += page["items"]
        assert page["next_after"] == page["scanned_to"] >= after
        if len(page["items"]) < limit:
            return items
        after = page["next_after"]


async def told(counter: Counter, case_id: str) -> list[tuple[str, int | None, int | None]]:
    return [
        (one["stage"], one["state_code"], one["stage_code"])
        for one in await fetched(counter, 200)
        if one["case_id"] == case_id
    ]


async def test_a_case_is_told_step_by_step_in_the_four_stage_codes(counter: Counter) -> None:
    await counter.filed()
    case = await (await counter.apply("B02")).accepted("2026-03-03")
    await case.done("supplement-requests", {"missing": ["日照分析"], "effective": "2026-03-04"})
    await case.done("supplements", {"materials": ["日照分析"], "effective": "2026-03-05"})
    opinion = {"result": "passed", "opinion": "符合规划", "effective": "2026-03-06"}
    await case.done("examinations", opinion)
    number = counter.number("建字")
    decision = {"outcome": "granted", "document_number": number, "effective": "2026-03-09"}
    await case.done("decisions", decision)
    steps = [one for one in await told(counter, case.case_id) if one]
    assert list(dict.fromkeys(steps)) == [
        ("received", 1, 2),
        ("accepted", 3, 2),
        ("supplement-requested", 6, 2),
        ("under-examination", 8, 2),
        ("granted", 11, 2),
    ]
    last = [one for one in await fetched(counter, 200) if one["case_id"] == case.case_id][-1]
    assert (last["document_number"], last["project_id"]) == (number, counter.project)
    assert (last["light_code"], last["no_light_code"]) == (None, "没有在计的时限")


async def test_an_overdue_case_is_told_with_its_light(counter: Counter) -> None:
    case = await (await counter.apply("A12", "2025-12-01")).accepted("2025-12-01")
    await counter.running.settled()
    lights = {one["light_code"] for one in await fetched(counter, 200) if _of(one, case.case_id)}
    assert 3 in lights
    stage = {one["stage_code"] for one in await fetched(counter, 200) if _of(one, case.case_id)}
    assert stage == {5}


def _of(one: dict[str, Any], case_id: str) -> bool:
    return bool(one["case_id"] == case_id)


async def test_what_has_no_code_says_why(counter: Counter) -> None:
    case = await counter.apply("B02")
    await case.done("deficiency-notices", {"deficiencies": ["图纸"], "effective": "2026-03-03"})
    await counter.running.settled()
    last = [one for one in await fetched(counter, 200) if one["case_id"] == case.case_id][-1]
    assert (last["stage"], last["state_code"]) == ("deficiencies-notified", None)
    assert last["no_state_code"].startswith("受理前补正")


@pytest.mark.parametrize("limit", [1, 3, 7])
async def test_in_pages_of_any_size_nothing_is_missed_or_told_twice(
    shared_counter: Counter, shared_case: Case, limit: int
) -> None:
    assert shared_case.case_id
    await shared_counter.running.settled()
    pages, whole = await fetched(shared_counter, limit), await fetched(shared_counter, 200)
    positions = [one["position"] for one in pages]
    assert positions == sorted(set(positions))
    # Time may tell of a limit meanwhile: that stands behind what was there before.
    assert positions == [one["position"] for one in whole][: len(positions)]
    runtime = shared_counter.running.services["approvals"].runtime
    stored = [
        recorded.position
        for recorded in await runtime.store.after(0, 100_000)
        if recorded.stream.startswith("case-")
        and recorded.position <= positions[-1]
        and type(recorded.event).__name__ not in {"OfficerNoted", "LeaderNoted"}
    ]
    assert positions == stored


async def test_everybody_is_told_only_of_what_may_be_read(counter: Counter) -> None:
    case = await counter.apply("B02")
    await counter.running.settled()
    shown = await read(counter.at("A12"), EXCHANGE, limit=200)
    assert case.case_id not in {one["case_id"] for one in shown["items"]}
    assert shown["scanned_to"] >= (await read(counter.at("B02"), EXCHANGE))["items"][-1]["position"]


async def test_the_tables_are_told_both_ways(shared_counter: Counter) -> None:
    codes = await read(await system(shared_counter.running), f"{EXCHANGE}/codes")
    assert [one["stage"] for one in codes["ours"]] == list(Stage)
    assert [one["state_code"] for one in codes["theirs"]] == list(range(1, 17))
    for one in codes["ours"]:
        assert (one["state_code"] is None) is not (one["no_state_code"] is None)
    assert [one["stage_code"] for one in codes["stages"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("query", [{"after": -1}, {"limit": 0}, {"limit": 201}, {"after": "x"}])
async def test_a_place_that_cannot_be_is_refused(
    shared_counter: Counter, query: dict[str, Any]
) -> None:
    refused(
        await shared_counter.people["leader"].get(EXCHANGE, params=query), 422, "invalid-fields"
    )


async def test_a_place_that_was_never_told_is_refused(shared_counter: Counter) -> None:
    await shared_counter.running.settled()
    city = await system(shared_counter.running)
    newest, _ = await shared_counter.running.services["approvals"].runtime.store.head()
    assert (await read(city, EXCHANGE, after=newest))["items"] == []
    beyond = await city.get(EXCHANGE, params={"after": 2**62})
    assert refused(beyond, 422, "position-beyond-newest")["newest"] >= newest


async def test_made_again_it_is_the_same(counter: Counter) -> None:
    case = await (await counter.apply("B02")).accepted()
    await push(counter, record(), 13)
    await coded(counter, f"2604-340406-04-01-{int(counter.project[:4], 16):06d}")
    assert case.case_id
    settings = counter.running.services["approvals"].settings
    runtime = await assemble(SPEC, settings)
    said: list[str] = []
    try:
        async with published(settings) as events:
            assert await rebuild(runtime.views, events, settings.database_url, say=said.append)
    finally:
        await dismantle(runtime)
    for table in ("exchanged_case", "case_report", "project_code"):
        assert any(table in line and "一致" in line for line in said), said
    assert (await fetched(counter, 200))[-1]["case_id"]
