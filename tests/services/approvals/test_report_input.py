"""What a push may not hold, and who may push: said by pointer and code."""

from typing import Any

import pytest

from tests.services.approvals.desk import Counter, refused
from tests.services.approvals.pushing import REPORTS, body, push, record
from tests.system.whole import keyed, system

CODE = "2603-340406-04-01-{:06d}"


async def test_people_push_nothing_and_nobody_pushes_what_is_not_there(counter: Counter) -> None:
    pushed = body(counter, record(), 3)
    for person in (counter.at("B02"), counter.people["leader"]):
        refused(await person.post(REPORTS, json=pushed), 403, "not-allowed")
    _, answer = await push(counter, record(), 3, project_id="0198f1c2-0000-7000-8000-00000000dead")
    refused(answer, 404, "not-found")
    _, answer = await push(counter, record(), 3, project_id=None, project_code=CODE.format(999999))
    refused(answer, 404, "not-found")
    leader = counter.people["leader"]
    refused(await leader.get(f"{REPORTS}/{'0' * 40}"), 404, "not-found")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"state_code": 17}, "/body/state_code"),
        ({"state_code": 0}, "/body/state_code"),
        ({"record_version": 0}, "/body/record_version"),
        ({"record_id": ""}, "/body/record_id"),
        ({"source": "市平台"}, "/body/source"),
        ({"effective": None}, "/body/effective"),
        ({"retrieved_at": "2026-03-20"}, "/body/retrieved_at"),
        ({"project_code": CODE.format(1)}, "/body"),
        ({"project_id": None}, "/body"),
        ({"project_id": None, "project_code": "1234"}, "/body"),
        ({"source_item_code": "0137"}, "/body"),
        ({"unknown": 1}, "/body/unknown"),
    ],
)
async def test_what_cannot_be_read_is_named(
    shared_counter: Counter, wrong: dict[str, Any], pointer: str
) -> None:
    city = await system(shared_counter.running)
    pushed = {**body(shared_counter, record(), 3), **wrong}
    pushed = {name: value for name, value in pushed.items() if value is not None}
    answer = await city.post(REPORTS, json=pushed, headers=keyed())
    problem = refused(answer, 422, "invalid-fields")
    assert pointer in [error["pointer"] for error in problem["errors"]]


async def test_what_lies_in_the_future_is_no_fact(shared_counter: Counter) -> None:
    _, answer = await push(shared_counter, record(), 11, effective="2199-01-01")
    refused(answer, 409, "effective-in-the-future")


async def test_a_record_is_of_one_case(counter: Counter) -> None:
    name = record()
    await push(counter, name, 3)
    _, answer = await push(counter, name, 3, record_version=2, item_code="A12")
    refused(answer, 409, "report-of-another-item")
