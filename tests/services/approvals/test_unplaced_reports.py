"""What is pushed of no item of ours: kept, said in the answer, listed, and placed afterwards."""

from dataclasses import replace
from typing import Any

import httpx

from services.approvals.domain.exchange_codes import StateCode
from tests.services.approvals.desk import Counter, read, refused
from tests.services.approvals.pushing import MAPPINGS, REPORTS, SOURCE, body, push, record
from tests.services.approvals.versions import newer, published
from tests.system.whole import keyed, system


async def listed(client: httpx.AsyncClient, counter: Counter, **query: Any) -> list[dict[str, Any]]:
    await counter.running.settled()
    page = await read(client, REPORTS, project=counter.project, **query)
    return list(page["items"])


async def map_to(counter: Counter, theirs: str, ours: str) -> httpx.Response:
    admin = await counter.running.login("system-admin")
    mapping = {"source": SOURCE, "source_item_code": theirs, "item_code": ours}
    answer = await admin.post(MAPPINGS, json=mapping | {"reason": "事项清单对照"})
    await counter.running.settled()
    return answer


async def test_a_code_that_no_catalogue_has_is_kept_said_listed_and_placed_by_a_mapping(
    counter: Counter,
) -> None:
    code, leader = f"Z-{counter.project[:8]}", counter.people["leader"]
    city, answer = await push(counter, record(), StateCode.GRANTED, item_code=code)
    assert answer.status_code == 201, answer.text
    (said,) = answer.json()["warnings"]
    assert said == {
        "code": "report-item-unknown",
        "title": "事项目录中没有该事项编码，已留存，对照或目录补入后归入事项",
        "item_code": code,
        "source_item_code": None,
    }
    (waiting,) = await listed(leader, counter, unplaced=True)
    assert (waiting["item_code"], waiting["unplaced"]) == (code, "item-unknown")
    assert (waiting["unplaced_name"], waiting["source"]) == ("事项目录中没有该事项编码", SOURCE)
    assert await listed(leader, counter, unplaced=False) == []
    shown = await read(city, answer.headers["Location"])
    assert (shown["unplaced"], shown["item_code"]) == ("item-unknown", code)
    assert (await counter.plan())["reported_outside_plan"] == []
    admin = await counter.running.login("system-admin")
    told = [
        one for one in (await read(admin, MAPPINGS))["items"] if one["source_item_code"] == code
    ]
    assert [(one["item_code"], one["records_waiting"]) for one in told] == [(None, 1)]
    refused(await map_to(counter, code, "Z99"), 409, "item-mapping-unknown")
    assert (await map_to(counter, code, "B02")).status_code == 201
    assert (await counter.items())["B02"]["standing"] == "granted-as-reported"
    assert await listed(leader, counter, unplaced=True) == []
    (placed,) = await listed(leader, counter, unplaced=False)
    assert (placed["item_code"], placed["department"]) == ("B02", "natural-resources")
    assert (placed["unplaced"], placed["unplaced_name"]) == (None, None)
    assert len(await listed(leader, counter, unplaced=True, as_of=shown["recorded_at"])) == 1


async def test_a_code_of_the_source_s_own_is_listed_until_it_is_mapped(counter: Counter) -> None:
    theirs, leader = f"0137-{counter.project[:8]}", counter.people["leader"]
    own = {"item_code": None, "source_item_code": theirs}
    pushed, headers = body(counter, record(), StateCode.ACCEPTED, **own), keyed()
    city = await system(counter.running)
    first = await city.post(REPORTS, json=pushed, headers=headers)
    (said,) = first.json()["warnings"]
    assert (said["code"], said["source_item_code"]) == ("report-item-not-mapped", theirs)
    (waiting,) = await listed(leader, counter, unplaced=True)
    assert (waiting["unplaced"], waiting["source_item_code"]) == ("item-not-mapped", theirs)
    assert (await map_to(counter, theirs, "B02")).status_code == 201
    assert await listed(leader, counter, unplaced=True) == []
    again = await city.post(REPORTS, json=pushed, headers=headers)
    assert again.json() == first.json()
    newer = pushed | {"record_version": 2}
    answer = await city.post(REPORTS, json=newer, headers=keyed())
    assert "warnings" not in answer.json()


async def test_the_list_is_narrowed_counted_and_cut_into_pages(counter: Counter) -> None:
    leader = counter.people["leader"]
    for code in ("B02", "A12", "B02"):
        _, answer = await push(counter, record(), StateCode.ACCEPTED, item_code=code)
        assert answer.status_code == 201, answer.text
    everything = await listed(leader, counter)
    assert [one["item_code"] for one in everything] == ["B02", "A12", "B02"]
    assert [one["reported_at"] for one in everything] == sorted(
        (one["reported_at"] for one in everything), reverse=True
    )
    assert len(await listed(leader, counter, item="B02", source=SOURCE)) == 2
    assert await listed(leader, counter, source="tax-platform") == []
    assert await listed(leader, counter, park="panji") == []
    query: dict[str, Any] = {"project": counter.project, "sort": "reported", "limit": 2}
    first = await read(leader, REPORTS, **query, count=True)
    second = await read(leader, REPORTS, **query, cursor=first["next_cursor"])
    assert (first["total"], second["next_cursor"]) == (3, None)
    assert first["items"] + second["items"] == everything[::-1]
    refused(await leader.get(REPORTS, params={"sort": "state"}), 422, "invalid-fields")


async def test_a_report_is_listed_to_whom_its_project_or_its_item_concerns(
    counter: Counter,
) -> None:
    await push(counter, record(), StateCode.ACCEPTED)
    concerned = (counter.people["specialist"], counter.people["leader"], counter.at("B02"))
    for reader in (*concerned, await system(counter.running)):
        assert len(await listed(reader, counter)) == 1
    administrator = await counter.running.login("system-admin")
    for reader in (counter.people["officer"], counter.at("A12"), administrator):
        assert await listed(reader, counter) == []


async def test_whoever_finds_a_report_in_the_list_may_read_it_and_nobody_else(
    counter: Counter,
) -> None:
    theirs = {"item_code": None, "source_item_code": "0137-nobody-knows"}
    for named in ({"item_code": "B02"}, {"item_code": "C05"}, {"item_code": "C03"}, theirs):
        _, answer = await push(counter, record(), StateCode.ACCEPTED, **named)
        assert answer.status_code == 201, answer.text
    every = {one["report_id"] for one in await listed(counter.people["leader"], counter)}
    assert len(every) == 4
    for name, reader in counter.people.items():
        found = {one["report_id"] for one in await listed(reader, counter)}
        read_alone = {
            one for one in every if (await reader.get(f"{REPORTS}/{one}")).status_code == 200
        }
        assert read_alone == found, name


async def test_a_later_catalogue_that_has_the_item_places_what_waited_for_it(
    counter: Counter,
) -> None:
    code, leader = "Z77", counter.people["leader"]
    city, answer = await push(counter, record(), StateCode.GRANTED, item_code=code)
    assert [one["code"] for one in answer.json()["warnings"]] == ["report-item-unknown"]
    _, foreign = await push(
        counter, record(), StateCode.GRANTED, item_code=None, source_item_code=code
    )
    assert foreign.status_code == 201, foreign.text
    version = newer()
    added = replace(version.items[0], code=code, name="新增事项", needs=())
    administrator = await counter.running.login("system-admin")
    wider = replace(version, items=(*version.items, added))
    answer = await published(administrator, wider)
    assert answer.status_code == 201, answer.text
    (waiting,) = await listed(leader, counter, unplaced=True)
    assert waiting["unplaced"] == "item-not-mapped"
    (placed,) = await listed(leader, counter, unplaced=False)
    assert (placed["item_code"], placed["department"]) == (code, added.department)
    shown = await read(city, f"{REPORTS}/{placed['report_id']}")
    assert (shown["unplaced"], shown["item_code"]) == (None, code)
    (outside,) = (await counter.plan())["reported_outside_plan"]
    assert outside["item_code"] == code
