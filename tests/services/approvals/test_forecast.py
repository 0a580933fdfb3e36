"""By when ground will be broken, over HTTP: drawn from what the same took before."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from luodi.acting import act_on
from shared.kernel.identifiers import DepartmentId
from tests.services.approvals.desk import PLANS, Counter, Staff, read, refused, today
from tests.services.approvals.ended import Course, permit, told

LENGTHS = (2, 3, 4, 8, 9)  # days after a Monday; of working days they are 2, 3, 4, 6 and 7


async def forecast(counter: Counter, **query: Any) -> dict[str, Any]:
    """Return the forecast as the leader reads it."""
    return await read(counter.people["leader"], f"{PLANS}/{counter.project}/forecast", **query)


def shares(shown: dict[str, Any]) -> list[float]:
    return [float(one["working_days"]) for one in shown["quantiles"]]


def task(shown: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [one for one in shown["tasks"] if one["code"] == code]
    return dict(found)


async def left_with_the_permit_alone(counter: Counter) -> None:
    """Have the project put on file, and its impact on the environment found to need no report."""
    await counter.filed()
    path, ecology = f"{PLANS}/{counter.project}", counter.at("A12")
    exempt = {
        "item_code": "A12",
        "ground": "exemption",
        "reason": "属于豁免管理名录",
        "authority": "生态环境局",
        "document": "环豁〔2026〕1号",
    }
    answer = await act_on(ecology, path, "dispensations", exempt)
    assert answer.status_code == 201, answer.text


async def test_without_a_past_the_promise_stands_in_and_that_is_said(counter: Counter) -> None:
    shown = await forecast(counter)
    assert (shown["target"], shown["today"], shown["runs"]) == ("commencement", today(), 10_000)
    assert [one["share"] for one in shown["quantiles"]] == [50, 80, 95]
    assert shares(shown) == sorted(shares(shown))
    assert shown["quantiles"][2]["on"]["on"] > today()
    found = task(shown, "A12")
    assert (found["source"], found["few"], shown["few"]) == ("assumed", True, True)
    assert found["source_name"] == "样本不足，按时限假定"
    assert (found["rests_on"], found["rests_on_name"]) == ("promised", "承诺时限")
    assert (found["own_samples"], found["samples_in_all_departments"]) == (0, 0)
    assert 0 < float(found["criticality"]) <= 1
    assert task(shown, "commencement")["source_name"] == "工程节点，不占用时"
    assert shown["without_time"] == []


async def test_the_departments_own_past_is_what_is_drawn_from(
    staff: Staff, counter: Counter
) -> None:
    await left_with_the_permit_alone(counter)
    refused_ = Course(ends=30, refused=True)
    await told(staff, permit("B02"), *(Course(ends=days) for days in LENGTHS), refused_)
    shown = await forecast(counter)
    found = task(shown, "B02")
    assert (found["source"], found["own_samples"], found["few"]) == ("own", len(LENGTHS), False)
    assert not shown["few"]
    # Each length in a fifth of all runs: in half of them no more than the third of five.
    assert (shares(shown)[0], shares(shown)[2]) == (4, 7)
    assert shares(shown)[1] in (6, 7)
    assert float(found["criticality"]) == 1


async def test_another_department_s_past_is_better_than_none(
    staff: Staff, counter: Counter
) -> None:
    elsewhere = permit("A12", department=DepartmentId("natural-resources"))
    await told(staff, elsewhere, *(Course(ends=days) for days in LENGTHS))
    found = task(await forecast(counter), "A12")
    assert (found["source"], found["source_name"]) == ("item", "各部门同一事项历史用时")
    assert (found["own_samples"], found["samples_in_all_departments"]) == (0, len(LENGTHS))
    assert found["few"]


async def test_the_same_question_has_the_same_answer(staff: Staff, counter: Counter) -> None:
    before = datetime.now(UTC).isoformat()
    first = await forecast(counter, as_of=before, seed=7)
    assert first["seed"] == 7
    courses = [Course(ends=days) for days in LENGTHS]
    await told(staff, permit("A01", department=DepartmentId("ecology")), *courses)
    again = await asyncio.gather(*(forecast(counter, as_of=before, seed=7) for _ in range(3)))
    assert again == [first] * 3
    other = await forecast(counter, as_of=before, seed=8)
    assert other["seed"] == 8
    assert [one["criticality"] for one in other["tasks"]] != [
        one["criticality"] for one in first["tasks"]
    ]
    assert task(first, "A01")["source"] == "assumed"
    assert task(await forecast(counter), "A01")["source"] == "item"


async def test_who_may_not_read_the_plan_hears_no_forecast(counter: Counter) -> None:
    path = f"{PLANS}/{counter.project}/forecast"
    refused(await counter.people["officer"].get(path), 404, "not-found")
    leader = counter.people["leader"]
    refused(await leader.get(path, params={"seed": "-1"}), 422, "invalid-fields")
    refused(await leader.get(path, params={"as_of": "2026-01-01"}), 404, "not-found")
    production = await forecast(counter, target="production", only_law="true")
    assert production["target"] == "production"
