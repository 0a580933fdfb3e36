"""A ledger over HTTP: verify, look through, commit, undo."""

import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import LEADS, done, read, refused, registered, somebody
from tests.services.leads.ledger_desk import (
    IMPORTS,
    SAMPLE,
    XLSX,
    asked,
    committed,
    handed_in,
    looked_through,
    rows_of,
    undone,
)

FIRST = "检测认证园!8"
SIGNED = "检测认证园!4"
PLANNED = "潘集区!3"
BUILDING = "潘集区!5"


async def standings(client: httpx.AsyncClient, import_id: str) -> dict[str, int]:
    return dict((await looked_through(client, import_id))["standings"])


async def test_the_sample_is_shown_row_by_row_before_anything_is_stored(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await handed_in(specialist)
    shown = await looked_through(specialist, import_id)
    assert shown["standings"] == {"read": 47}
    assert [sheet["park"] for sheet in shown["sheets"]] == [
        "inspection-park",
        "panji",
        "development-zone",
    ]
    rows = rows_of(shown)
    assert rows[FIRST]["plan"]["becomes"] == "lead"
    assert rows[FIRST]["plan"]["stage"] == "negotiating"
    assert rows[FIRST]["plan"]["since"]["precision"] == "half_year"
    assert rows[SIGNED]["plan"]["stage"] == "agreement-outstanding"
    assert rows[BUILDING]["plan"]["becomes"] == "project"
    assert rows[BUILDING]["plan"]["amount"]["value"] == "3.48"
    assert rows[BUILDING]["plan"]["commenced"]["from"] == "2018-08-01"
    assert not rows[BUILDING]["plan"]["dated"]
    assert {one["word"]: one["stage"] for one in shown["mapping"]}["储备"] == "reserved"
    assert await running.services["leads"].stored() == 1


async def test_a_committed_row_is_a_lead_like_any_other(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await handed_in(specialist)
    answer = await committed(specialist, import_id, rows=[FIRST, SIGNED])
    assert "warnings" not in answer.json()
    row = rows_of(await looked_through(specialist, import_id))[FIRST]
    assert (row["standing"], row["standing_name"]) == ("lead", "已导入为线索")
    record = await read(specialist, row["lead_id"])
    assert (record["stage"], record["imported_in"]) == ("negotiating", import_id)
    assert record["amount"]["value"] == "2000"
    assert record["amount"]["base"] == "20000000.00"
    assert record["registered"] == {
        "from": "2019-01-01",
        "to": "2019-06-30",
        "precision": "half_year",
    }
    (entry,) = (await specialist.get(f"{LEADS}/{row['lead_id']}/history")).json()["items"]
    assert entry["type"] == "LeadRegistered"
    assert entry["batch"] == import_id
    assert entry["source"]["system"] == "ledger:ledger.xlsx"
    assert entry["source"]["record"] == FIRST
    again = await specialist.post(
        LEADS,
        json={"name": "新", "investor_name": record["investor_name"], "park": "inspection-park"},
    )
    refused(again, 409, "lead-possibly-duplicate")
    await running.settled()
    position = answer.headers["X-Position"]
    listed = await specialist.get(
        LEADS, params={"wait_for": position, "stage": "agreement-outstanding"}
    )
    assert len(listed.json()["items"]) == 1


async def test_the_whole_sample_goes_in_and_out_again(specialist: httpx.AsyncClient) -> None:
    import_id = await handed_in(specialist)
    await committed(specialist, import_id)
    assert await standings(specialist, import_id) == {"lead": 25, "sent": 22}
    row = rows_of(await looked_through(specialist, import_id))[FIRST]
    position = (await undone(specialist, import_id)).headers["X-Position"]
    assert await standings(specialist, import_id) == {"undone": 25, "undo-requested": 22}
    assert (await read(specialist, row["lead_id"]))["stage"] == "withdrawn"
    listed = await specialist.get(LEADS, params={"count": "true", "wait_for": position})
    assert listed.json()["total"] == 0
    gone = await specialist.get(LEADS, params={"count": "true", "stage": "withdrawn"})
    assert gone.json()["total"] == 25
    undos = (await specialist.get(f"{IMPORTS}/{import_id}/undos")).json()["items"]
    assert {one["type"] for one in undos} == {"RowUndone", "ProjectRowUndoRequested"}


async def test_a_lead_that_was_worked_on_stays_with_the_reason(
    specialist: httpx.AsyncClient,
) -> None:
    import_id = await handed_in(specialist)
    terms = {"rows": [FIRST, SIGNED], "specialist": "sample-specialist"}
    await committed(specialist, import_id, **terms)
    lead_id = rows_of(await looked_through(specialist, import_id))[FIRST]["lead_id"]
    await done(specialist, lead_id, "follow-ups", {"form": "call", "content": "回访"})
    answer = await undone(specialist, import_id)
    (warning,) = answer.json()["warnings"]
    assert (warning["row"], warning["code"]) == (FIRST, "lead-acted-on-since")
    rows = rows_of(await looked_through(specialist, import_id))
    assert rows[FIRST]["standing"] == "lead"
    assert rows[FIRST]["refusal"]["title"] == "导入后已对该线索进行过操作，不能撤销"
    assert rows[SIGNED]["standing"] == "undone"
    assert (await read(specialist, lead_id))["stage"] == "negotiating"


async def test_the_same_file_and_the_same_rows_are_recognised(
    specialist: httpx.AsyncClient,
) -> None:
    first = await handed_in(specialist)
    await committed(specialist, first, rows=[FIRST, BUILDING])
    second = await handed_in(specialist)
    shown = await looked_through(specialist, second)
    assert shown["same_file"] == [first]
    rows = rows_of(shown)
    assert rows[FIRST]["already_imported"] == {"import_id": first, "row": FIRST}
    assert rows[BUILDING]["already_imported"] == {"import_id": first, "row": BUILDING}
    assert rows[FIRST]["possible_duplicates"][0]["key"] == "name"
    assert rows[PLANNED]["already_imported"] is None
    answer = await committed(specialist, second, rows=[FIRST, BUILDING, PLANNED])
    assert {one["row"]: one["code"] for one in answer.json()["warnings"]} == {
        FIRST: "row-already-imported",
        BUILDING: "row-already-imported",
    }
    rows = rows_of(await looked_through(specialist, second))
    assert {name: rows[name]["standing"] for name in (FIRST, BUILDING, PLANNED)} == {
        FIRST: "refused",
        BUILDING: "refused",
        PLANNED: "lead",
    }
    await undone(specialist, first, rows=[FIRST])
    await committed(specialist, second, rows=[FIRST])
    assert rows_of(await looked_through(specialist, second))[FIRST]["standing"] == "lead"


async def test_a_row_of_an_investor_that_is_pursued_waits_for_a_decision(
    specialist: httpx.AsyncClient,
) -> None:
    lead_id = await registered(specialist)
    import_id = await handed_in(specialist)
    answer = await committed(specialist, import_id, rows=[FIRST])
    (warning,) = answer.json()["warnings"]
    assert warning["code"] == "lead-possibly-duplicate"
    assert warning["facts"]["matches"] == [{"lead_id": lead_id, "key": "name"}]
    row = rows_of(await looked_through(specialist, import_id))[FIRST]
    assert row["possible_duplicates"] == [{"lead_id": lead_id, "key": "name"}]
    decision = {
        "row": FIRST,
        "reason": "电话核实为另一项目",
        "distinct_from": {"leads": [lead_id], "reason": "另一项目"},
    }
    await committed(specialist, import_id, rows=[FIRST], decisions=[decision])
    row = rows_of(await looked_through(specialist, import_id))[FIRST]
    assert (row["standing"], row["decided"]) == ("lead", "电话核实为另一项目")
    record = await read(specialist, row["lead_id"])
    assert record["distinction"]["leads"] == [lead_id]


async def test_what_the_ledger_does_not_say_the_importer_decides(
    specialist: httpx.AsyncClient,
) -> None:
    import_id = await handed_in(specialist, parks={})
    rows = rows_of(await looked_through(specialist, import_id))
    assert rows[FIRST]["plan"]["needs"] == ["park"]
    nothing = await asked(specialist, import_id, "commits", {})
    assert (nothing.status_code, nothing.json()["event_ids"]) == (200, [])
    decision = {
        "row": PLANNED,
        "reason": "现场核实已开工",
        "target": "project",
        "stage": "under-construction",
        "park": "panji",
    }
    await committed(
        specialist, import_id, parks={"检测认证园": "inspection-park"}, decisions=[decision]
    )
    assert await standings(specialist, import_id) == {"lead": 17, "sent": 1, "read": 29}
    strange = decision | {"row": FIRST, "stage": "landed"}
    wrong = decision | {"row": "潘集区!6", "stage": "landed"}
    answer = await asked(specialist, import_id, "commits", {"decisions": [strange, wrong]})
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [])
    answer = await committed(specialist, import_id, rows=["潘集区!6"], decisions=[wrong])
    assert answer.json()["warnings"][0]["code"] == "row-stage-unknown"


async def test_a_commit_that_is_repeated_imports_nothing_twice(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await handed_in(specialist)
    body, headers = {"rows": [FIRST]}, {"Idempotency-Key": "once", "If-Match": '"v1"'}
    first = await specialist.post(f"{IMPORTS}/{import_id}/commits", json=body, headers=headers)
    stored = await running.services["leads"].stored()
    again = await specialist.post(f"{IMPORTS}/{import_id}/commits", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["event_ids"] == first.json()["event_ids"]
    assert await running.services["leads"].stored() == stored
    stale = await specialist.post(
        f"{IMPORTS}/{import_id}/commits", json={}, headers={"If-Match": '"v1"'}
    )
    refused(stale, 412, "stale-version")
    assert await running.services["leads"].stored() == stored
    answer = await asked(specialist, import_id, "commits", body)
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [])


async def test_a_ledger_is_its_uploaders(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await handed_in(specialist)
    stranger = await somebody(running, "zhao", "investment-specialist", "panji")
    refused(await stranger.get(f"{IMPORTS}/{import_id}"), 404, "not-found")
    answer = await stranger.post(
        f"{IMPORTS}/{import_id}/commits", json={}, headers={"If-Match": '"v1"'}
    )
    refused(answer, 404, "not-found")
    assert (await stranger.get(IMPORTS)).json()["items"] == []
    own = await handed_in(stranger)
    assert (await looked_through(stranger, own))["same_file"] == []
    answer = await committed(stranger, own, rows=[FIRST, PLANNED])
    (warning,) = answer.json()["warnings"]
    assert (warning["row"], warning["code"]) == (FIRST, "park-not-granted")
    auditor = await running.login("auditor")
    assert (await looked_through(auditor, import_id))["same_file"] == [own]
    refused(await asked(auditor, import_id, "commits", {}), 403, "not-allowed")
    approver = await running.login("approver-ecology")
    answer = await approver.post(
        IMPORTS, content=SAMPLE.read_bytes(), headers={"Content-Type": XLSX}
    )
    refused(answer, 403, "not-allowed")


async def test_the_list_of_imports_is_paged(specialist: httpx.AsyncClient) -> None:
    made = [await handed_in(specialist) for _ in range(3)]
    position = (await committed(specialist, made[-1], rows=[FIRST])).headers["X-Position"]
    first = (await specialist.get(IMPORTS, params={"limit": 2, "wait_for": position})).json()
    assert [one["id"] for one in first["items"]] == [made[2], made[1]]
    assert first["items"][0]["standings"] == {"lead": 1, "read": 46}
    second = await specialist.get(IMPORTS, params={"limit": 2, "cursor": first["next_cursor"]})
    assert [one["id"] for one in second.json()["items"]] == [made[0]]
    refused(await specialist.get(IMPORTS, params={"cursor": "x"}), 422, "cursor-unreadable")


async def test_outcomes_are_listed_by_standing(specialist: httpx.AsyncClient) -> None:
    import_id = await handed_in(specialist)
    await committed(specialist, import_id, rows=[FIRST, BUILDING])
    sent = await specialist.get(f"{IMPORTS}/{import_id}/rows", params={"standing": "sent"})
    assert [one["id"] for one in sent.json()["items"]] == [BUILDING]
    commits = (await specialist.get(f"{IMPORTS}/{import_id}/commits")).json()["items"]
    assert {one["type"] for one in commits} == {"LeadRowCommitted", "ProjectRowCommitted"}
    then = await specialist.get(
        f"{IMPORTS}/{import_id}", params={"as_of": commits[0]["recorded_at"]}
    )
    assert then.json()["standings"] == {"lead": 1, "sent": 1, "read": 45}
