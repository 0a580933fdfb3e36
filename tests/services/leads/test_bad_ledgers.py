"""Files that are no ledgers, requests about rows that cannot be, and two who import at once."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.harness.services import Installation
from tests.services.leads.desk import refused
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
from tests.services.leads.workbooks import PROJECTS, workbook

FIRST = "检测认证园!8"
BUILDING = "潘集区!5"


@pytest.mark.parametrize("body", [b"", b"not a workbook", b"PK\x03\x04 broken"])
async def test_what_is_no_workbook_is_refused(
    running: Installation, specialist: httpx.AsyncClient, body: bytes
) -> None:
    answer = await specialist.post(IMPORTS, content=body, headers={"Content-Type": XLSX})
    refused(answer, 422, "ledger-not-a-workbook")
    assert (await running.services["leads"].runtime.store.head())[0] == 0


async def test_bad_requests_about_imports(specialist: httpx.AsyncClient) -> None:
    sample = SAMPLE.read_bytes()
    answer = await specialist.post(IMPORTS, content=sample, headers={"Content-Type": "text/csv"})
    refused(answer, 415, "unsupported-media-type")
    headers = {"Content-Type": XLSX}
    answer = await specialist.post(
        IMPORTS, content=sample, params={"park": "潘集区=潘集"}, headers=headers
    )
    refused(answer, 422, "park-unreadable")
    answer = await specialist.post(IMPORTS, content=b" " * 17_000_000, headers=headers)
    refused(answer, 413, "body-too-large")
    import_id = await handed_in(specialist)
    wrong: list[tuple[str, dict[str, Any], int, str]] = [
        ("commits", {"rows": ["潘集区!99"]}, 422, "row-unknown"),
        ("commits", {"rows": []}, 422, "invalid-fields"),
        ("commits", {"row": FIRST}, 422, "invalid-fields"),
        ("commits", {"decisions": [{"row": FIRST}]}, 422, "invalid-fields"),
        ("undos", {"reason": "误", "rows": [FIRST]}, 409, "row-not-in-order"),
        ("undos", {}, 422, "invalid-fields"),
    ]
    for acts, body, status, code in wrong:
        refused(await asked(specialist, import_id, acts, body), status, code)
    nothing = await asked(specialist, import_id, "undos", {"reason": "误"})
    assert (nothing.status_code, nothing.json()["event_ids"]) == (200, [])
    await committed(specialist, import_id, rows=[FIRST])
    await undone(specialist, import_id)
    again = await asked(specialist, import_id, "commits", {"rows": [FIRST]})
    refused(again, 409, "row-not-in-order")


async def test_of_two_who_import_one_file_at_once_each_row_goes_in_once(
    specialist: httpx.AsyncClient,
) -> None:
    both = [await handed_in(specialist), await handed_in(specialist)]
    rows = {"rows": [FIRST, BUILDING, "检测认证园!9", "潘集区!8"]}
    answers = await asyncio.gather(*(asked(specialist, one, "commits", rows) for one in both))
    assert [answer.status_code for answer in answers] == [201, 201]
    shown = [rows_of(await looked_through(specialist, one)) for one in both]
    for row in rows["rows"]:
        standings = sorted(preview[row]["standing"] for preview in shown)
        assert standings in (["lead", "refused"], ["refused", "sent"]), row


async def test_one_import_that_is_committed_twice_at_once_goes_in_once(
    specialist: httpx.AsyncClient,
) -> None:
    import_id = await handed_in(specialist)
    answers = await asyncio.gather(*(asked(specialist, import_id, "commits", {}) for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {200, 201, 412}
    assert [answer.status_code for answer in answers].count(201) == 1
    assert (await looked_through(specialist, import_id))["standings"] == {"lead": 25, "sent": 22}


async def test_a_row_that_stands_twice_in_a_file_goes_in_once(
    specialist: httpx.AsyncClient,
) -> None:
    works = ["甲项目", "甲公司", "东路", 10, 1, "厂房", "在建"]
    lead = ["乙项目", "乙公司", "西路", 10, 1, "厂房", "在谈"]
    same_investor = ["丙项目", "乙公司", "北路", 5, 2, "仓库", "在谈"]
    file = workbook(PROJECTS, works, works, lead, same_investor, lead)
    import_id = await handed_in(specialist, file, {"台账": "panji"})
    answer = await committed(specialist, import_id)
    assert {one["row"]: one["code"] for one in answer.json()["warnings"]} == {
        "台账!3": "row-already-imported",
        "台账!5": "lead-possibly-duplicate",
        "台账!6": "row-already-imported",
    }
    rows = rows_of(await looked_through(specialist, import_id))
    assert {name: row["standing"] for name, row in rows.items()} == {
        "台账!2": "sent",
        "台账!3": "refused",
        "台账!4": "lead",
        "台账!5": "refused",
        "台账!6": "refused",
    }
    assert rows["台账!3"]["refusal"]["code"] == "row-already-imported"


async def test_a_title_of_a_year_to_come_is_refused_row_by_row(
    specialist: httpx.AsyncClient,
) -> None:
    title = ["重点招商项目汇总表(2099年)"]
    works = ["甲项目", "甲公司", "东路", 10, 1, "厂房", "在建"]
    lead = ["乙项目", "乙公司", "西路", 10, 1, "厂房", "在谈"]
    long = ["长" * 201, "丙公司", "西路", 10, 1, "厂房", "在谈"]
    file = workbook(title, PROJECTS, works, lead, long)
    import_id = await handed_in(specialist, file, {"台账": "panji"})
    rows = ["台账!3", "台账!4", "台账!5"]
    answer = await committed(specialist, import_id, rows=rows)
    assert [one["code"] for one in answer.json()["warnings"]] == [
        "effective-in-the-future",
        "effective-in-the-future",
        "row-name-too-long",
    ]
    assert (await looked_through(specialist, import_id))["standings"] == {"refused": 3}
