"""What the municipal platform pushes: kept once per version, compared with ours, never refused."""

from typing import Any

from luodi.acting import act_on
from shared.kernel.identifiers import stream_key
from tests.services.approvals.desk import (
    CASES,
    PROJECTS,
    Case,
    Counter,
    read,
    refused,
)
from tests.services.approvals.pushing import (
    DISAGREEMENTS,
    MAPPINGS,
    REPORTS,
    SOURCE,
    body,
    coded,
    push,
    record,
)
from tests.system.whole import keyed, system

CODE = "2603-340406-04-01-{:06d}"


async def differing(counter: Counter, **query: Any) -> list[dict[str, Any]]:
    await counter.running.settled()
    query = {"project": counter.project} | query
    return list((await read(counter.people["leader"], DISAGREEMENTS, **query))["items"])


async def examined(counter: Counter) -> Case:
    await counter.filed()
    case = await (await counter.apply("B02")).accepted()
    opinion = {"result": "passed", "opinion": "符合规划", "effective": "2026-03-05"}
    await case.done("examinations", opinion)
    await counter.running.settled()
    return case


async def granted(case: Case) -> None:
    number = case.counter.number("建字")
    decision = {"outcome": "granted", "document_number": number, "effective": "2026-03-12"}
    await case.done("decisions", decision)
    await case.counter.running.settled()


async def gate(counter: Counter, code: str = "B02") -> dict[str, Any]:
    project = await read(counter.people["leader"], f"{PROJECTS}/{counter.project}")
    return dict(next(one for one in project["gate"]["items"] if one["item_code"] == code))


async def test_a_version_is_kept_once_with_its_provenance(counter: Counter) -> None:
    name = record()
    city, first = await push(counter, name, 3)
    assert first.status_code == 201, first.text
    at = first.headers["Location"]
    _, again = await push(counter, name, 3, retrieved_at="2026-03-21T01:00:00Z")
    assert (again.status_code, again.json()["event_ids"]) == (200, [])
    _, other = await push(counter, name, 13)
    problem = refused(other, 409, "report-version-contradicts")
    assert (problem["record"], problem["record_version"]) == (name, 1)
    shown = await read(city, at)
    assert (shown["source"], shown["record_id"], shown["project_id"]) == (
        SOURCE,
        name,
        counter.project,
    )
    (version,) = shown["versions"]
    assert (version["state_name"], version["retrieved_at"]) == ("已受理", "2026-03-20T01:00:00Z")
    runtime = counter.running.services["approvals"].runtime
    (stored, *_) = await runtime.store.stream(stream_key("report", shown["report_id"]))
    source = stored.meta.source
    assert source is not None
    assert (source.system, source.record) == (SOURCE, name)
    assert stored.meta.project == counter.project


async def test_the_same_key_is_answered_the_same(counter: Counter) -> None:
    city = await system(counter.running)
    headers, pushed = keyed(), body(counter, record(), 3)
    first = await city.post(REPORTS, json=pushed, headers=headers)
    second = await city.post(REPORTS, json=pushed, headers=headers)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    missing = await city.post(REPORTS, json=pushed)
    refused(missing, 400, "idempotency-key-missing")


async def test_an_older_version_is_late_and_undoes_nothing(counter: Counter) -> None:
    name = record()
    await push(counter, name, 11, record_version=5, document_number="建字1号")
    city, late = await push(counter, name, 3, record_version=2, effective="2026-03-03")
    assert late.status_code == 201
    shown = await read(city, late.headers["Location"])
    assert (shown["record_version"], shown["state_code"]) == (5, 11)
    assert [(one["record_version"], one["late"]) for one in shown["versions"]] == [
        (5, False),
        (2, True),
    ]
    assert (await counter.items())["B02"]["standing"] == "granted-as-reported"


async def test_without_a_case_of_ours_the_plan_shows_it_as_reported_and_the_gate_opens(
    counter: Counter,
) -> None:
    name = record()
    await push(counter, name, 8, effective="2026-03-04")
    entry = (await counter.items())["B02"]
    assert (entry["standing"], entry["reported"][0]["state_name"]) == ("not-applied", "审查中")
    assert not entry["reported"][0]["counts"]
    await push(counter, name, 11, record_version=2, document_number="建字第2026-009号")
    entry = (await counter.items())["B02"]
    assert (entry["standing_name"], entry["case_id"], entry["document_number"]) == (
        "外部系统报送已获批",
        None,
        "建字第2026-009号",
    )
    assert (entry["reported"][0]["source"], entry["reported"][0]["counts"]) == (SOURCE, True)
    assert entry["since"]["from"] == "2026-03-10"
    held = await gate(counter)
    assert (held["in_force"], held["document_number"]) == (True, "建字第2026-009号")
    assert (held["case_id"], held["standing_name"]) == (None, "已批准")
    told = held["report"]
    assert (told["source"], told["record"], told["record_version"]) == (SOURCE, name, 2)
    body = {"project_id": counter.project, "item_code": "B02"}
    refused(await counter.at("B02").post(CASES, json=body), 409, "item-already-granted")
    await push(counter, name, 15, record_version=3, effective="2026-03-30")
    assert (await counter.items())["B02"]["standing"] == "not-applied"
    assert not (await gate(counter))["in_force"]


async def test_what_our_open_case_says_otherwise_is_shown_since_when_until_both_agree(
    counter: Counter,
) -> None:
    case = await examined(counter)
    await push(counter, record(), 11, document_number="建字第2026-009号")
    assert (await counter.items())["B02"]["standing"] == "in-handling"
    (one,) = await differing(counter)
    assert (one["case_id"], one["since"]) == (case.case_id, "2026-03-10")
    assert (one["own_stage"], one["state_code"]) == ("under-examination", 11)
    assert [one["department"], one["park"]] == ["natural-resources", "inspection-park"]
    (told,) = (await case.read())["reports"]
    assert told["disagreement"]["since"] == "2026-03-10"
    assert await differing(counter, department="ecology") == []
    assert await differing(counter, park="panji") == []
    assert len(await differing(counter, department="natural-resources", item="B02")) == 1
    await granted(case)
    assert await differing(counter) == []
    (told,) = (await case.read())["reports"]
    assert told["disagreement"] is None
    shown = await read(case.approver, f"{REPORTS}/{told['report_id']}")
    (past,) = shown["disagreements"]
    assert past["ended_at"] is not None
    then = past["found_at"]
    assert len(await differing(counter, as_of=then)) == 1
    assert (await counter.items())["B02"]["standing"] == "granted"


async def test_the_disagreement_ends_as_well_when_they_come_to_say_what_we_do(
    counter: Counter,
) -> None:
    case, name = await examined(counter), record()
    await push(counter, name, 6)
    assert len(await differing(counter)) == 1
    await push(counter, name, 7, record_version=2, effective="2026-03-14")
    assert await differing(counter) == []
    (told,) = (await case.read())["reports"]
    assert (told["record_version"], told["disagreement"]) == (2, None)


async def test_only_the_department_of_the_item_is_told_of_its_disagreement(
    counter: Counter,
) -> None:
    await examined(counter)
    _, pushed = await push(counter, record(), 13)
    await differing(counter)
    stranger = counter.at("A12")
    query = {"project": counter.project}
    assert (await read(stranger, DISAGREEMENTS, **query))["items"] == []
    refused(await stranger.get(pushed.headers["Location"]), 404, "not-found")
    assert (await read(counter.at("B02"), DISAGREEMENTS, **query))["items"]


async def test_the_project_is_named_by_its_code_as_well(counter: Counter) -> None:
    code = CODE.format(int(counter.project[:4], 16))
    await coded(counter, code)
    assert (await counter.plan())["project_code"] == code
    spaced = code.replace("-", " - ")
    _, answer = await push(counter, record(), 11, project_id=None, project_code=spaced)
    assert answer.status_code == 201, answer.text
    assert (await counter.items())["B02"]["standing"] == "granted-as-reported"
    other = CODE.format(int(counter.project[4:8], 16))
    leader, path = counter.people["leader"], f"{PROJECTS}/{counter.project}"
    corrected = {"code": other, "reason": "重新赋码"}
    assert (await act_on(leader, path, "codes", corrected)).status_code == 201
    await counter.running.settled()
    assert (await counter.plan())["project_code"] == other


async def test_a_source_s_own_item_code_waits_until_it_is_mapped(counter: Counter) -> None:
    name, theirs = record(), f"0137-{counter.project[:8]}"
    _, answer = await push(counter, name, 11, item_code=None, source_item_code=theirs)
    assert answer.status_code == 201, answer.text
    assert (await counter.items())["B02"]["reported"] == []
    admin = await counter.running.login("system-admin")
    waiting = [
        one for one in (await read(admin, MAPPINGS))["items"] if one["source_item_code"] == theirs
    ]
    assert [(one["item_code"], one["records_waiting"]) for one in waiting] == [(None, 1)]
    mapping = {
        "source": SOURCE,
        "source_item_code": theirs,
        "item_code": "B02",
        "reason": "事项清单对照",
    }
    refused(await counter.at("B02").post(MAPPINGS, json=mapping), 403, "not-allowed")
    unknown = mapping | {"item_code": "Z99"}
    refused(await admin.post(MAPPINGS, json=unknown), 409, "item-mapping-unknown")
    assert (await admin.post(MAPPINGS, json=mapping)).status_code == 201
    assert (await admin.post(MAPPINGS, json=mapping)).status_code == 200
    await counter.running.settled()
    assert (await counter.items())["B02"]["standing"] == "granted-as-reported"
    mapped = [
        one for one in (await read(admin, MAPPINGS))["items"] if one["source_item_code"] == theirs
    ]
    assert [(one["item_code"], one["records_waiting"]) for one in mapped] == [("B02", 0)]
    _, second = await push(
        counter, record(), 3, item_code=None, source_item_code=theirs, effective="2026-03-02"
    )
    assert second.status_code == 201
    assert len((await counter.items())["B02"]["reported"]) == 2


async def test_an_item_outside_the_plan_is_known_and_counts_when_it_comes_in(
    counter: Counter,
) -> None:
    await push(counter, record(), 11, item_code="C05", document_number="施1号")
    plan = await counter.plan()
    assert "C05" not in {item["item_code"] for item in plan["items"]}
    (outside,) = plan["reported_outside_plan"]
    assert (outside["item_code"], outside["counts"]) == ("C05", False)


async def test_the_past_knows_what_was_reported_by_then(counter: Counter) -> None:
    name = record()
    _, first = await push(counter, name, 3)
    await push(counter, name, 8, record_version=2)
    leader, at = counter.people["leader"], first.headers["Location"]
    newest = await read(leader, at)
    then = newest["versions"][0]["recorded_at"]
    assert len((await read(leader, at, as_of=then))["versions"]) == 1
    refused(await leader.get(at, params={"as_of": "2026-03-01"}), 404, "not-found")
    known = await counter.plan(as_of=then)
    assert known["project_id"] == counter.project
