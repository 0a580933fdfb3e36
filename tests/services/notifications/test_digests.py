"""A change of the calendar is told once to everybody concerned, and not case by case."""

from typing import Any

import pytest

from services.notifications.domain.endpoint_facts import Interest
from shared.contracts.envelope import CloudEvent
from shared.kernel.policy import Role
from tests.harness.receiver import Receiver
from tests.services.notifications.world import World

PARK = "inspection-park"


def digest(here: World, to: str, **more: Any) -> CloudEvent:
    data = {"recipient": to, "park": PARK, "why": "台风停工", "cases": 12} | more
    return here.event("RecomputationDigested", f"digest-{to}", "approvals", data=data)


async def test_each_is_told_in_one_line(here: World) -> None:
    moved = {"item_name": "环评报告表", "reason": "calendar-corrected"}
    await here.happen(
        here.created("p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}, actorid="olga"),
        *(
            here.event("DeadlineRecomputed", f"case-{n}", "approvals", projectid="p1", data=moved)
            for n in range(3)
        ),
        digest(here, "olga"),
        digest(here, "hana", cases=1),
    )
    rows = await here.rows("SELECT account, text FROM own.inbox ORDER BY account")
    assert [(row["account"], row["text"]) for row in rows] == [
        ("hana", "工作日历调整（台风停工），您的1件办件期限已重新计算"),
        ("olga", "工作日历调整（台风停工），您的12件办件期限已重新计算"),
    ]
    (feed,) = await here.rows("SELECT count(*) FROM own.feed WHERE type = 'DeadlineRecomputed'")
    assert feed["count"] == 3


async def test_one_webhook_goes_to_who_may_read_the_park(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM, park=PARK)
    await here.endpoint(city, interest=Interest(types=("RecomputationDigested",)))
    await here.happen(digest(here, "olga"))
    await here.happen(digest(here, "hana", park="other-park"))
    await here.happen(digest(here, "otto", park=None))
    assert len(await here.deliveries()) == 1


async def test_a_digest_that_names_nobody_is_told_nobody(here: World) -> None:
    await here.happen(digest(here, "olga", recipient=None))
    assert not await here.rows("SELECT * FROM own.inbox")


@pytest.mark.parametrize(
    ("clock", "binds", "text"),
    [
        ("promised", "authority", "承诺时限已于2026-03-20届满，已逾期"),
        ("serving", "authority", "送达期限已于2026-03-20届满，已逾期"),
        ("omissions", "applicant", "容缺补齐期限（申请人）已于2026-03-20届满"),
        ("beginning", "applicant", "证照启用期限（申请人）已于2026-03-20届满"),
        ("procedure", "procedure", "特别程序期限（程序）已于2026-03-20届满"),
        ("statutory", "institution", "法定时限（中介机构）已于2026-03-20届满"),
        ("of-later-versions", "authority", "时限已于2026-03-20届满，已逾期"),
    ],
)
async def test_an_alarm_says_which_limit_it_is_and_whose(
    here: World, clock: str, binds: str, text: str
) -> None:
    await here.happen(
        here.created("p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}, actorid="olga"),
    )
    data = {"item_name": "用地手续", "due_on": "2026-03-20", "clock": clock, "binds": binds}
    await here.happen(
        here.event("LimitExceeded", "case-c1", "approvals", projectid="p1", data=data)
    )
    rows = await here.rows("SELECT text FROM own.inbox")
    assert [row["text"] for row in rows] == [f"项目“项目p1”的用地手续：{text}"]
