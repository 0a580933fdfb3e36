"""What was done with a case can be read where it is done."""

from typing import get_args

from fastapi.routing import APIRoute

from services.approvals.api import ROUTERS
from services.approvals.api.past import BY_TIME, EVENTS, PastActs
from services.approvals.domain import events as said
from tests.domain.approvals.shelf import REVIEWED_ON_PROMISE
from tests.services.approvals.desk import Staff, read, today
from tests.services.approvals.shelf import shelf_of

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
