"""Items that are no licences, over HTTP: each kind in its own words."""

from typing import Any

import pytest

from services.approvals.domain.catalogue import Item
from services.approvals.domain.clocks.timekeeping import limits_of
from tests.domain.approvals import shelf
from tests.services.approvals.desk import CASES, Staff, read, refused
from tests.services.approvals.shelf import shelf_of

ON = {"effective": "2026-03-04"}
End = tuple[Item, str, dict[str, Any], str, str]
ENDS: list[End] = [
    (
        shelf.SERVICE,
        "decisions",
        {"outcome": "provided", "result": "已通水"},
        "received",
        "provided",
    ),
    (
        shelf.SERVICE,
        "decisions",
        {"outcome": "not-provided", "reason": "不在供水范围"},
        "received",
        "not-provided",
    ),
    (
        shelf.REGISTRATION,
        "decisions",
        {"outcome": "registration-refused", "reason": "权属有争议"},
        "received",
        "registration-refused",
    ),
    (
        shelf.INTERNAL,
        "decisions",
        {"outcome": "decided", "document": "会议纪要7号", "result": "低风险"},
        "received",
        "decided",
    ),
    (
        shelf.SELF_REPORTED,
        "self-reports",
        {"document": "验收报告", "result": "合格"},
        "planned",
        "reported",
    ),
    (
        shelf.TRANSACTION,
        "transaction-conclusions",
        {"document": "成交确认书7号", "party": "某公司"},
        "announced",
        "concluded",
    ),
    (shelf.TRANSACTION, "transaction-failures", {"reason": "无人竞买"}, "announced", "failed"),
    (
        shelf.INTERMEDIARY,
        "study-deliveries",
        {"document": "审查合格书7号", "result": "合格"},
        "commissioned",
        "delivered",
    ),
    (shelf.CONDITION, "fulfilments", {"evidence": "交易凭证"}, "outstanding", "met"),
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end[-1])
async def test_each_kind_begins_and_ends_in_its_own_words(staff: Staff, end: End) -> None:
    item, acts, body, begun, ended = end
    counter = await shelf_of(staff, item)
    case = await counter.apply(item.code)
    assert (await case.read())["stage"] == begun
    refused(await case.act("acceptances", ON), 409, "act-not-of-this-kind")
    await case.done(acts, body | ON)
    shown = await case.read()
    assert (shown["stage"], shown["open"], shown["awaiting"]) == (ended, False, "nobody")
    told = {name: value for name, value in body.items() if name != "outcome"}
    assert shown["outcome"].items() >= told.items()
    assert (await counter.items())[item.code]["standing"] == ended
    history = (await read(case.approver, f"{case.path}/history"))["items"]
    by_time = [one for one in history if one["by"]["role"] == "system"]
    by_people = [one for one in history if one["by"]["role"] != "system"]
    assert len(by_people) == 2
    assert by_people[1]["data"].items() >= told.items()
    # Its time was over before it was entered: of each limit time tells once that it ends, and once
    # that it is over, if it comes to it before the end does.
    alarms = [(one["type"], one["data"]["clock"]) for one in by_time]
    assert len(set(alarms)) == len(alarms)
    assert {kind for kind, _ in alarms} <= {"LimitDueSoon", "LimitExceeded"}
    assert {clock for _, clock in alarms} <= {one.value for one in limits_of(item)}
    assert all(one["late"] for one in by_time)


async def test_a_number_in_the_register_is_never_given_twice(staff: Staff) -> None:
    item = shelf.REGISTRATION
    registering = {"outcome": "registered", "document_number": "川(2026)不动产权第7号"} | ON
    first = await (await shelf_of(staff, item)).apply(item.code)
    await first.done("decisions", registering)
    assert (await first.read())["outcome"]["document_number"] == "川(2026)不动产权第7号"
    await first.done("servings", {"method": "electronic", "effective": "2026-03-05"})
    second = await (await shelf_of(staff, item)).apply(item.code)
    refused(await second.act("decisions", registering), 409, "document-number-taken")


async def test_a_history_tells_of_those_who_may_read_too(staff: Staff) -> None:
    counter = await shelf_of(staff, shelf.CONDITION)
    case = await counter.apply(shelf.CONDITION.code)
    stranger = counter.people["approver-ecology"]
    refused(await stranger.get(f"{case.path}/history"), 404, "not-found")
    refused(await stranger.get(f"{CASES}/nobody/history"), 404, "not-found")
