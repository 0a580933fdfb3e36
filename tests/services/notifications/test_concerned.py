"""Who is concerned: learned from what the services tell, told in the inbox."""

from typing import Any

import pytest

from shared.kernel.policy import Role
from tests.harness.receiver import Receiver
from tests.services.notifications.world import World


async def test_those_concerned_find_it_in_their_inbox_but_not_who_did_it(here: World) -> None:
    await here.happen(
        here.created("p1", specialist="sam"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
        here.project("p1", "LeaderAssigned", data={"leader": "lee"}, actorid="lee"),
        here.event(
            "ApprovalGranted",
            "case-c1",
            "approvals",
            projectid="p1",
            data={"item_name": "环评报告表", "document_number": "川环〔2026〕7号"},
        ),
    )
    rows = await here.rows("SELECT account, seq, kind, text FROM own.inbox ORDER BY account, seq")
    told = [(row["account"], row["seq"], row["kind"].partition(".")[2]) for row in rows]
    assert told == [
        ("lee", 1, "OfficerAssigned"),
        ("lee", 2, "ApprovalGranted"),
        ("olga", 1, "OfficerAssigned"),
        ("olga", 2, "LeaderAssigned"),
        ("olga", 3, "ApprovalGranted"),
        ("sam", 1, "ProjectCreated"),
        ("sam", 2, "OfficerAssigned"),
    ]
    granted = rows[4]["text"]
    assert granted == "项目“项目p1”的环评报告表已批准，文号川环〔2026〕7号"


@pytest.mark.parametrize(
    ("number", "said"), [("\0", "（未知）"), ("", "（无）")], ids=["cannot be held", "never was"]
)
async def test_what_is_not_there_is_said_to_be_so(here: World, number: str, said: str) -> None:
    data = {"item_name": "环评\0报告表", "document_number": number}
    await here.happen(
        here.created("p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
        here.event("ApprovalGranted", "case-c1", "approvals", projectid="p1", data=data),
    )
    rows = await here.rows("SELECT text FROM own.inbox WHERE kind = 'approvals.ApprovalGranted'")
    assert [row["text"] for row in rows] == [f"项目“项目p1”的环评报告表已批准，文号{said}"]


async def test_a_handover_is_told_to_both_and_to_the_new_one_from_then_on(here: World) -> None:
    await here.happen(
        here.created("p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
    )
    handed = {"from_officer": "olga", "to_officer": "otto", "reason": "轮岗"}
    await here.happen(here.project("p1", "OfficerHandedOver", data=handed))
    await here.happen(here.project("p1", "WorkSuspended"))
    rows = await here.rows("SELECT account, kind FROM own.inbox ORDER BY account, seq")
    assert [(row["account"], row["kind"]) for row in rows] == [
        ("olga", "projects.OfficerAssigned"),
        ("olga", "projects.OfficerHandedOver"),
        ("otto", "projects.OfficerHandedOver"),
        ("otto", "projects.WorkSuspended"),
    ]


async def test_the_owner_is_told_when_an_endpoint_is_in_trouble(
    here: World, city: Receiver
) -> None:
    endpoint_id = await here.endpoint(city)
    data = {"endpoint_id": endpoint_id, "reason": "gone"}
    stream = f"endpoint-{endpoint_id}"
    await here.happen(here.event("EndpointDisabled", stream, "notifications", data=data))
    rows = await here.rows("SELECT account, text FROM own.inbox")
    assert [(row["account"], row["text"]) for row in rows] == [
        ("city", "推送端点已停用：接收方已撤销该地址（410）")
    ]


async def test_departments_of_a_plan_may_hear_of_its_project(here: World) -> None:
    items = [{"department": "ecology"}, {"department": "natural-resources"}]
    await here.happen(
        here.event("PlanOpened", "plan-p1", "approvals", projectid="p1", data={"items": items}),
        here.event(
            "CaseReceived", "case-c1", "approvals", projectid="p1", data={"department": "ecology"}
        ),
    )
    rows = await here.rows("SELECT departments FROM view.subject WHERE subject = 'project-p1'")
    assert rows[0]["departments"] == ["ecology", "natural-resources"]


async def test_a_case_is_its_handlers_matter(here: World) -> None:
    case: dict[str, Any] = {"service": "approvals", "projectid": "p1"}
    await here.happen(
        here.created("p1"),
        here.event("CaseReceived", "case-c1", **case, actorid="hana", actorrole="approver"),
        here.event("CaseWithdrawalRequested", "case-c1", **case, actorid="olga"),
    )
    data = {"item_name": "环评报告表", "due_on": "2026-03-20", "clock": "serving"}
    await here.happen(here.event("LimitDueSoon", "case-c1", **case, data=data))
    rows = await here.rows("SELECT account, text FROM own.inbox ORDER BY seq")
    asked_back, due_soon = [(row["account"], row["text"]) for row in rows]
    assert asked_back[0] == "hana"
    assert due_soon == ("hana", "项目“项目p1”的环评报告表：送达期限将于2026-03-20届满")


async def test_those_asked_for_an_opinion_are_told_of_it_and_that_it_is_overdue(
    here: World,
) -> None:
    case: dict[str, Any] = {"service": "approvals", "projectid": "p1"}
    asked = {"item_name": "规划许可", "department": "planning", "consulted": "ecology"}
    due = asked | {"reply_by": "2026-03-13"}
    over = (here.clock().replace(microsecond=0)).isoformat()
    await here.grant("erin", Role.APPROVER, department="ecology")
    await here.grant("emil", Role.APPROVER, department="ecology", grant_id="emils")
    await here.grant("gone", Role.APPROVER, department="ecology", until=over)
    await here.grant("walt", Role.APPROVER, department="water")
    await here.grant("both", Role.APPROVER, department="planning")
    await here.grant("both", Role.APPROVER, department="ecology")
    await here.happen(
        here.created("p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}, actorid="olga"),
        here.event("CaseAccepted", "case-c1", **case, actorid="both", actorrole="approver"),
        here.event("OpinionRequested", "case-c1", **case, data=due, actorid="hana"),
    )
    withdrawn = here.event("GrantWithdrawn", "account-emil", "access", data={"grant_id": "emils"})
    await here.happen(withdrawn, here.event("OpinionOverdue", "case-c1", **case, data=due))
    rows = await here.rows(
        "SELECT account, text FROM own.inbox WHERE kind LIKE 'approvals.Opinion%'"
        " ORDER BY kind DESC, account"
    )
    asking = "项目“项目p1”的规划许可征求意见，请于2026-03-13前反馈"
    of_others = "项目“项目p1”的规划许可：有部门逾期未反馈意见"
    assert [(row["account"], row["text"]) for row in rows] == [
        ("both", asking),
        ("emil", asking),
        ("erin", asking),
        ("both", of_others),
        ("erin", "项目“项目p1”的规划许可：应于2026-03-13前反馈的意见已逾期"),
        ("olga", of_others),
    ]


async def test_who_gives_an_opinion_does_not_take_the_case_over(here: World) -> None:
    case: dict[str, Any] = {"service": "approvals", "projectid": "p1"}
    opinion = {"item_name": "规划许可", "consulted": "ecology", "reply_by": "2026-03-13"}
    await here.happen(
        here.created("p1"),
        here.event("CaseAccepted", "case-c1", **case, actorid="hana", actorrole="approver"),
        here.event(
            "OpinionGiven", "case-c1", **case, data=opinion, actorid="erin", actorrole="approver"
        ),
    )
    await here.happen(here.event("CaseWithdrawalRequested", "case-c1", **case, actorid="olga"))
    rows = await here.rows("SELECT account, kind FROM own.inbox ORDER BY seq")
    assert [(row["account"], row["kind"].partition(".")[2]) for row in rows] == [
        ("hana", "OpinionGiven"),
        ("hana", "CaseWithdrawalRequested"),
    ]


async def test_who_handles_a_case_and_the_officer_are_told_of_a_supplement_that_did_not_come(
    here: World,
) -> None:
    case: dict[str, Any] = {"service": "approvals", "projectid": "p1"}
    data = {"item_name": "规划许可", "department": "planning", "reply_by": "2026-03-13"}
    await here.happen(
        here.created("p1", specialist="sam"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}, actorid="olga"),
        here.event("CaseAccepted", "case-c1", **case, actorid="hana", actorrole="approver"),
    )
    await here.happen(here.event("SupplementOverdue", "case-c1", **case, data=data))
    rows = await here.rows(
        "SELECT account, text FROM own.inbox WHERE kind = 'approvals.SupplementOverdue'"
        " ORDER BY account"
    )
    overdue = "项目“项目p1”的规划许可办理中补正逾期，期限为2026-03-13"
    assert [(row["account"], row["text"]) for row in rows] == [("hana", overdue), ("olga", overdue)]
