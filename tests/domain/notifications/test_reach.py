from datetime import timedelta

import pytest

from services.notifications.domain.reach import (
    Guard,
    Matter,
    Realm,
    belongs_to_its_maker,
    belongs_to_its_recipient,
    departments_of,
    is_open_to_all,
    matter_of,
    reach_of,
    reach_of_endpoint,
)
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Grant, Guarded, Role, Who
from tests.domain.notifications.stories import AT

PARK = ParkId("inspection-park")
OFFICER = AccountId("officer")
PROJECT = Matter(realm=Realm.BUSINESS, subject="project-p1")
GUARD = Guard(
    guarded=Guarded(
        park=PARK,
        departments=frozenset({DepartmentId("ecology")}),
        people=frozenset({OFFICER}),
    )
)
LOCKED = Matter(realm=Realm.ADMINISTRATION, subject="account-x")
CALENDAR = Matter(realm=Realm.BUSINESS, subject="calendar-CN")


def who(role: Role, **more: object) -> Who:
    return Who(account=OFFICER, grants=(Grant(role=role, **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "reader",
    [
        who(Role.PARK_LEADER, park=PARK),
        who(Role.STATISTICIAN),
        who(Role.PARTNER_SYSTEM, park=PARK),
        who(Role.APPROVER, department=DepartmentId("ecology")),
        who(Role.SERVICE_OFFICER),
        who(Role.AUDITOR),
    ],
)
def test_who_may_see_the_project_hears_of_it(reader: Who) -> None:
    assert reach_of(reader, AT).covers(PROJECT, GUARD)
    assert reach_of(reader, AT).covers(CALENDAR, Guard(everyone=True))


@pytest.mark.parametrize(
    "reader",
    [
        who(Role.PARK_LEADER, park=ParkId("other-park")),
        who(Role.APPROVER, department=DepartmentId("natural-resources")),
        who(Role.PARK_LEADER, park=PARK, until=AT),
        who(Role.SYSTEM_ADMIN),
        who(Role.SECURITY_ADMIN),
    ],
)
def test_who_may_not_does_not(reader: Who) -> None:
    assert not reach_of(reader, AT).covers(PROJECT, GUARD)


def test_an_officer_hears_of_no_other_officers_project() -> None:
    other = Guard(guarded=Guarded(park=PARK, people=frozenset({AccountId("another")})))
    assert not reach_of(who(Role.SERVICE_OFFICER), AT).covers(PROJECT, other)


def test_a_partner_of_all_parks_hears_nothing_of_accounts() -> None:
    partner = reach_of(who(Role.PARTNER_SYSTEM), AT)
    assert partner.covers(PROJECT, GUARD)
    assert not partner.covers(LOCKED, Guard())
    mine = Matter(realm=Realm.ADMINISTRATION, subject="endpoint-e1")
    assert partner.covers(mine, Guard(guarded=Guarded(people=frozenset({OFFICER}))))
    assert reach_of(who(Role.AUDITOR), AT).covers(LOCKED, Guard())


def test_who_was_granted_nothing_hears_nothing_not_even_the_calendar() -> None:
    nobody = reach_of(who(Role.PARK_LEADER, park=PARK), AT + timedelta(days=1))
    assert not nobody.nothing
    over = reach_of(who(Role.PARK_LEADER, park=PARK, until=AT), AT)
    assert over.nothing
    assert not over.covers(CALENDAR, Guard(everyone=True))


@pytest.mark.parametrize(
    ("service", "stream", "lead", "project", "expected"),
    [
        ("projects", "project-p1", "l1", "p1", ("business", "project-p1")),
        ("approvals", "case-c1", None, "p1", ("business", "project-p1")),
        ("leads", "lead-l1", "l1", None, ("business", "lead-l1")),
        ("approvals", "calendar-CN", None, None, ("business", "calendar-CN")),
        ("leads", "import-i1", None, None, ("business", "import-i1")),
        ("leads", "anchor-1", None, None, ("administration", "anchor-1")),
        ("leads", "investorkey-ab", None, None, ("administration", "investorkey-ab")),
        ("access", "account-x", None, None, ("administration", "account-x")),
        ("notifications", "endpoint-e1", None, None, ("administration", "endpoint-e1")),
    ],
)
def test_an_event_is_about_its_project_or_lead_or_itself(
    service: str, stream: str, lead: str | None, project: str | None, expected: tuple[str, str]
) -> None:
    matter = matter_of(service, stream, lead, project)
    assert (matter.realm, matter.subject) == expected


def test_the_calendar_is_everybodys_and_an_import_its_makers() -> None:
    assert is_open_to_all("calendar-CN")
    assert not is_open_to_all("project-p1")
    assert belongs_to_its_maker("import-i1")
    assert not belongs_to_its_maker("lead-l1")


def test_a_digest_is_business_of_the_one_it_was_made_for() -> None:
    assert belongs_to_its_recipient("digest-d1")
    assert not belongs_to_its_recipient("import-i1")
    digest = matter_of("approvals", "digest-d1", None, None)
    assert (digest.realm, digest.subject) == (Realm.BUSINESS, "digest-d1")


def test_an_endpoint_is_sent_no_more_than_a_partner_system_may_hear() -> None:
    assert reach_of_endpoint(who(Role.AUDITOR), AT).nothing
    assert reach_of_endpoint(who(Role.PARK_LEADER), AT).nothing
    assert reach_of_endpoint(who(Role.PARTNER_SYSTEM), AT).covers(PROJECT, GUARD)
    both = Who(
        account=OFFICER,
        grants=(Grant(role=Role.AUDITOR), Grant(role=Role.PARTNER_SYSTEM, park=PARK)),
    )
    assert not reach_of_endpoint(both, AT).covers(LOCKED, Guard())
    assert reach_of_endpoint(both, AT).covers(PROJECT, GUARD)


def test_only_cases_are_the_matter_of_single_departments() -> None:
    told = {"department": "water", "consulted": "ecology", "items": []}
    assert departments_of("approvals", told) == ("water", "ecology")
    assert departments_of("approvals", {"department": "water"}) == ("water",)
    assert departments_of("approvals", {"earliest": "2026-03-01"}) == ()
    assert departments_of("approvals", None) == ()
    assert departments_of("approvals", {"department": "a\0b", "consulted": "a,b"}) == ()
    assert departments_of("projects", told) == ()
