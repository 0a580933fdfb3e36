"""What was done with a case can be read where it is done."""

import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from typing import get_args, get_type_hints

import pytest
from fastapi.routing import APIRoute

from services.approvals.api import ROUTERS
from services.approvals.api.past import BY_TIME, EVENTS, PastActs
from services.approvals.api.plan_past import PlanActs
from services.approvals.domain import events as said
from tests.domain.approvals.shelf import REVIEWED_ON_PROMISE
from tests.services.approvals.desk import Staff, read, today
from tests.services.approvals.shelf import shelf_of

# They answer and leave nothing, or are one person's own.
NO_ACTS = {
    "/api/v1/plans/{project_id}/what-ifs",
    "/api/v1/inbox/{line_id}/readings",
}
OF_ONE = "/api/v1/cases/{case_id}/"
# They come with an application, or follow from another act: the history has them.
WITH_OTHERS = {
    "CaseReceived",
    "SelfReportPlanned",
    "TransactionAnnounced",
    "StudyCommissioned",
    "ConditionRaised",
    "CommitmentMade",
    "RevocationProposed",
    "VoidingProposed",
}


def test_every_act_is_read_by_the_name_it_is_done_by() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    done = {
        route.path.removeprefix(OF_ONE)
        for route in routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
        if route.path.startswith(OF_ONE)
    }
    assert done == {acts.value for acts in set(PastActs) - BY_TIME}
    assert set(EVENTS) == set(PastActs)


def test_every_event_of_an_act_is_read_somewhere() -> None:
    told = tuple(event for events in EVENTS.values() for event in events)
    missing = {one.__name__ for one in get_args(said.ActEvent) if not issubclass(one, told)}
    assert missing == WITH_OTHERS


@pytest.mark.parametrize("service", ["access", "approvals", "leads", "notifications", "projects"])
def test_every_collection_of_acts_can_be_read(service: str) -> None:
    spec = import_module(f"services.{service}.main").SPEC
    routes = [one for router in spec.routers for one in router.routes if isinstance(one, APIRoute)]
    readable = {path for one in routes if "GET" in (one.methods or ()) for path in _paths(one)}
    done = {one.path for one in routes if "POST" in (one.methods or ()) and "{" in one.path}
    assert done
    assert done - readable - NO_ACTS == set()


def _paths(route: APIRoute) -> Iterator[str]:
    """Name what a route answers for; one that takes the word for an act answers for each word."""
    acts = get_type_hints(route.endpoint).get("acts")
    if not (isinstance(acts, type) and issubclass(acts, StrEnum)):
        yield route.path
        return
    for one in acts:
        yield re.sub(r"\{acts(:path)?\}", one.value, route.path)


async def test_acts_of_a_plan_and_of_the_calendar_are_read_back(staff: Staff) -> None:
    counter = await shelf_of(staff, REVIEWED_ON_PROMISE)
    leader = counter.people["leader"]
    plan = f"/api/v1/plans/{counter.project}"
    for acts in PlanActs:
        assert (await read(leader, f"{plan}/{acts.value}"))["items"] == []
    years = (await read(leader, "/api/v1/calendars/CN/years"))["items"]
    assert {one["type"] for one in years} == {"CalendarYearPublished"}
    assert {one["data"]["year"] for one in years} >= {2025, 2026}
    assert (await read(leader, "/api/v1/calendars/CN/corrections"))["items"] == []


async def test_acts_are_read_back_with_who_did_them(staff: Staff) -> None:
    counter = await shelf_of(staff, REVIEWED_ON_PROMISE)
    case = await counter.apply(REVIEWED_ON_PROMISE.code, today(), commitment="承诺")
    await case.done("study-deliveries", {"document": "合格书7号", "result": "合格"})
    await case.done("commitment-checks", {"result": "passed", "opinion": "属实"})
    for acts, event in (
        ("study-deliveries", "StudyDelivered"),
        ("commitment-checks", "CommitmentCheckPassed"),
    ):
        (entry,) = (await read(case.approver, f"{case.path}/{acts}"))["items"]
        assert (entry["type"], entry["by"]["role"]) == (event, "approver")
    assert (await read(case.approver, f"{case.path}/study-voidings"))["items"] == []
