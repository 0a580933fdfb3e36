"""Versions in any order, records that contradict themselves, and systems of another region."""

from typing import Any

import httpx

from luodi.acting import act_on
from services.approvals.domain.exchange_codes import StateCode
from tests.services.approvals.desk import PLANS, PROJECTS, Counter, read, refused
from tests.services.approvals.pushing import DISAGREEMENTS, REPORTS, SOURCE, body, push, record
from tests.system.whole import keyed, system


async def warned(counter: Counter, name: str, version: int, **more: Any) -> list[dict[str, Any]]:
    _, answer = await push(counter, name, StateCode.ACCEPTED, record_version=version, **more)
    assert answer.status_code == 201, answer.text
    return list(answer.json().get("warnings", []))


async def test_what_is_missing_between_the_versions_is_said_until_it_has_come(
    counter: Counter,
) -> None:
    name = record()
    assert await warned(counter, name, 3) == []
    (gap,) = await warned(counter, name, 7)
    assert (gap["code"], gap["missing_versions"]) == ("report-version-gap", [{"from": 4, "to": 6}])
    late, gap = await warned(counter, name, 5)
    assert (late["code"], late["record_version"], late["newest_version"]) == ("report-late", 5, 7)
    assert gap["missing_versions"] == [{"from": 4, "to": 4}, {"from": 6, "to": 6}]
    city, last = await push(counter, name, StateCode.ACCEPTED, record_version=4)
    shown = await read(city, last.headers["Location"])
    assert shown["missing_versions"] == [{"from": 6, "to": 6}]
    (late,) = await warned(counter, name, 6)
    assert late["code"] == "report-late"
    assert (await read(city, last.headers["Location"]))["missing_versions"] == []


async def test_a_repeated_answer_warns_of_the_same_and_what_changes_nothing_of_nothing(
    counter: Counter,
) -> None:
    city, name = await system(counter.running), record()
    await push(counter, name, StateCode.ACCEPTED)
    pushed, headers = body(counter, name, StateCode.ACCEPTED, record_version=4), keyed()
    first = await city.post(REPORTS, json=pushed, headers=headers)
    await push(counter, name, StateCode.ACCEPTED, record_version=2)
    assert (await city.post(REPORTS, json=pushed, headers=headers)).json() == first.json()
    again = await city.post(REPORTS, json=pushed, headers=keyed())
    assert (again.status_code, "warnings" in again.json()) == (200, False)


async def test_the_same_version_with_other_content_is_refused_and_changes_nothing(
    counter: Counter,
) -> None:
    name = record()
    city, kept = await push(counter, name, StateCode.ACCEPTED)
    for other in (
        {"state_code": 8},
        {"effective": "2026-03-11"},
        {"document_number": "建字1号"},
        {"note": "转办"},
    ):
        pushed = body(counter, name, StateCode.ACCEPTED) | other
        answer = await city.post(REPORTS, json=pushed, headers=keyed())
        problem = refused(answer, 409, "report-version-contradicts")
        assert problem["record_version"] == 1
    assert len((await read(city, kept.headers["Location"]))["versions"]) == 1
    _, read_again = await push(counter, name, 3, retrieved_at="2026-03-25T01:00:00Z")
    assert read_again.status_code == 200


async def test_a_record_that_moves_to_another_project_is_refused(
    counter: Counter, shared_counter: Counter
) -> None:
    name = record()
    await push(counter, name, StateCode.ACCEPTED)
    moved = {"record_version": 2, "project_id": shared_counter.project}
    _, answer = await push(counter, name, StateCode.GRANTED, **moved)
    refused(answer, 409, "report-of-another-project")
    standing = (await shared_counter.items())["B02"]
    assert name not in {one["record_id"] for one in standing["reported"]}


async def test_nothing_is_read_there_after_it_was_pushed(shared_counter: Counter) -> None:
    later = {"retrieved_at": "2199-01-01T00:00:00Z"}
    _, answer = await push(shared_counter, record(), StateCode.ACCEPTED, **later)
    refused(answer, 409, "report-read-in-the-future")


async def connected(
    counter: Counter, name: str, park: str, source: str | None = SOURCE
) -> httpx.AsyncClient:
    """A system that is trusted with one park, in the name of one source."""
    admin, security = [
        await counter.running.login(one) for one in ("system-admin", "security-admin")
    ]
    wanted = {"login": name, "display_name": f"{park}的平台"}
    answer = await admin.post("/api/v1/clients", json=wanted)
    assert answer.status_code == 201, answer.text
    made, account = answer.json(), f"/api/v1/accounts/{answer.json()['id']}"
    granted = {"role": "partner-system", "park": park, "source": source}
    answer = await act_on(security, account, "grants", granted)
    assert answer.status_code == 201, answer.text
    return await system(counter.running, made["client_id"], made["client_secret"])


async def test_a_system_of_another_region_may_neither_push_nor_read(counter: Counter) -> None:
    name = record()
    _, kept = await push(counter, name, StateCode.ACCEPTED)
    before = await counter.plan()
    stranger = await connected(counter, "panji-platform", "panji")
    pushed = body(counter, name, StateCode.GRANTED, record_version=2)
    refused(await stranger.post(REPORTS, json=pushed, headers=keyed()), 404, "not-found")
    refused(await stranger.get(kept.headers["Location"]), 404, "not-found")
    assert (await counter.plan())["items"] == before["items"]
    own = await connected(counter, "park-platform", "inspection-park")
    answer = await own.post(REPORTS, json=pushed, headers=keyed())
    assert answer.status_code == 201, answer.text


async def test_a_system_reports_in_the_name_of_its_own_sources_alone(counter: Counter) -> None:
    name, pushed = record(), body(counter, record(), StateCode.GRANTED)
    _, kept = await push(counter, name, StateCode.ACCEPTED)
    assert kept.status_code == 201, kept.text
    tax = await connected(counter, "tax-platform", "inspection-park", "tax-platform")
    for foreign in (pushed, pushed | {"record_id": name, "record_version": 2}):
        problem = refused(
            await tax.post(REPORTS, json=foreign, headers=keyed()), 403, "source-not-granted"
        )
        assert (problem["title"], problem["source"]) == ("未被授权以该来源的名义报送", SOURCE)
    own = await tax.post(REPORTS, json=pushed | {"source": "tax-platform"}, headers=keyed())
    assert own.status_code == 201, own.text
    silent = await connected(counter, "silent-platform", "inspection-park", None)
    refused(await silent.post(REPORTS, json=pushed, headers=keyed()), 403, "source-not-granted")
    shown = await read(silent, kept.headers["Location"])
    assert [one["record_version"] for one in shown["versions"]] == [1]


async def test_a_source_that_was_taken_back_is_reported_for_no_more(counter: Counter) -> None:
    tax = await connected(counter, "taken-platform", "inspection-park", "taken-platform")
    security = await counter.running.login("security-admin")
    query = {"kind": "system", "limit": 200}
    listed = (await read(security, "/api/v1/accounts", **query))["items"]
    [(account, grant)] = [
        (f"/api/v1/accounts/{one['id']}", held["id"])
        for one in listed
        for held in one["grants"]
        if held["source"] == "taken-platform"
    ]
    pushed = body(counter, record(), StateCode.ACCEPTED, source="taken-platform")
    assert (await tax.post(REPORTS, json=pushed, headers=keyed())).status_code == 201
    why = {"grant_id": grant, "reason": "系统停用"}
    taken = await act_on(security, account, "grant-withdrawals", why)
    assert taken.status_code == 201, taken.text
    await counter.running.settled()
    refused(await tax.post(REPORTS, json=pushed, headers=keyed()), 401, "not-authenticated")
    [past] = (await read(security, f"{account}/grant-withdrawals"))["items"]
    assert past["data"]["source"] == "taken-platform"


async def test_a_disagreement_with_a_withdrawn_case_is_shown_with_its_kind_until_they_follow(
    counter: Counter,
) -> None:
    case, name = await (await counter.apply("B02")).accepted(), record()
    await push(counter, name, StateCode.ACCEPTED, effective="2026-03-03")
    leader, query = counter.people["leader"], {"project": counter.project}
    assert (await read(leader, DISAGREEMENTS, **query))["items"] == []
    asking = {"reason": "方案调整", "effective": "2026-03-05"}
    await case.done("withdrawal-requests", asking)
    await case.done("withdrawals", {"effective": "2026-03-06"})
    await counter.running.settled()
    (one,) = (await read(leader, DISAGREEMENTS, **query))["items"]
    assert (one["kind"], one["own_stage"]) == ("closed-here", "withdrawn")
    assert one["kind_name"].startswith("我方已终结")
    (told,) = (await case.read())["reports"]
    assert told["disagreement"]["kind"] == "closed-here"
    later = record()
    await push(counter, later, StateCode.ACCEPTED, effective="2026-03-16")
    (still,) = (await read(leader, DISAGREEMENTS, **query))["items"]
    assert still["record_id"] == name
    follows = {"record_version": 2, "effective": "2026-03-12"}
    await push(counter, name, StateCode.WITHDRAWN_AT_THE_SOURCE, **follows)
    assert (await read(leader, DISAGREEMENTS, **query))["items"] == []
    reported = (await read(leader, f"{PLANS}/{counter.project}"))["items"]
    entry = next(item for item in reported if item["item_code"] == "B02")
    assert {each["record_id"] for each in entry["reported"]} == {name, later}


async def test_when_its_project_is_terminated_a_disagreement_ends_with_that_reason(
    counter: Counter,
) -> None:
    await (await counter.apply("B02")).accepted()
    _, pushed = await push(counter, record(), StateCode.REFUSED)
    leader, query = counter.people["leader"], {"project": counter.project}
    (open_still,) = (await read(leader, DISAGREEMENTS, **query))["items"]
    project, why = f"{PROJECTS}/{counter.project}", {"reason": "投资方放弃"}
    answer = await act_on(leader, project, "terminations", why)
    assert answer.status_code == 201, answer.text
    await counter.running.settled()
    assert (await read(leader, DISAGREEMENTS, **query))["items"] == []
    shown = await read(leader, pushed.headers["Location"])
    (past,) = shown["disagreements"]
    assert (past["case_id"], past["since"]) == (open_still["case_id"], open_still["since"])
    assert past["ended_at"] is not None
    assert (past["why_ended"], past["why_ended_name"]) == (
        "project-ended",
        "项目已终止或撤回，不再核对",
    )
    then = {"as_of": past["found_at"]}
    assert len((await read(leader, DISAGREEMENTS, **query, **then))["items"]) == 1
