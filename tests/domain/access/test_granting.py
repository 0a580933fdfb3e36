from datetime import timedelta

import pytest

from services.access.domain.granting import ADMINISTRATORS
from shared.kernel.policy import Role
from tests.domain.access.stories import (
    AT,
    ECOLOGY,
    PARK,
    WANG,
    account,
    connected,
    give,
    given_grant,
    opened,
    withdraw,
    withdrawn,
)

LATER = AT + timedelta(days=30)
ORDINARY = [Role.INVESTMENT_SPECIALIST, Role.SERVICE_OFFICER, Role.PARK_LEADER, Role.STATISTICIAN]
wang = account.given(*opened())


def test_a_role_is_given_for_a_park_until_a_day() -> None:
    answer = wang.when(give(Role.INVESTMENT_SPECIALIST, "g1", park=PARK, until=LATER))
    answer.then(given_grant(Role.INVESTMENT_SPECIALIST, park=PARK, until=LATER))


def test_a_system_is_a_partner_and_a_person_is_not() -> None:
    account.given(*connected()).when(give(Role.PARTNER_SYSTEM, "g1")).then(
        given_grant(Role.PARTNER_SYSTEM)
    )
    wang.when(give(Role.PARTNER_SYSTEM)).then_rejected("role-not-for-this-kind")
    account.given(*connected()).when(give(Role.STATISTICIAN)).then_rejected(
        "role-not-for-this-kind"
    )


def test_nobody_gives_himself_a_role() -> None:
    wang.when(give(Role.PARK_LEADER, by=WANG)).then_rejected("own-account")


def test_nobody_takes_a_role_from_himself() -> None:
    held = wang.given(given_grant(Role.PARK_LEADER))
    held.when(withdraw(by=WANG)).then_rejected("own-account")


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
def test_no_account_holds_two_of_the_three_administrators(first: Role, second: Role) -> None:
    answer = wang.given(given_grant(first)).when(give(second))
    answer.then_rejected("grant-already-held" if first is second else "separation-of-duties")


@pytest.mark.parametrize("ordinary", ORDINARY)
def test_an_administrator_holds_no_other_role(ordinary: Role) -> None:
    wang.given(given_grant(Role.AUDITOR)).when(give(ordinary)).then_rejected(
        "separation-of-duties", held=["auditor"]
    )
    wang.given(given_grant(ordinary)).when(give(Role.AUDITOR)).then_rejected(
        "separation-of-duties", held=[ordinary.value]
    )


def test_what_is_over_stands_in_no_way() -> None:
    past = given_grant(Role.SYSTEM_ADMIN, until=AT)
    wang.given(past).when(give(Role.SECURITY_ADMIN)).then(given_grant(Role.SECURITY_ADMIN, "g2"))
    gone = (given_grant(Role.SYSTEM_ADMIN), withdrawn(Role.SYSTEM_ADMIN))
    wang.given(*gone).when(give(Role.AUDITOR)).then(given_grant(Role.AUDITOR, "g2"))


def test_ordinary_roles_go_together() -> None:
    specialist = wang.given(given_grant(Role.INVESTMENT_SPECIALIST))
    specialist.when(give(Role.SERVICE_OFFICER)).then(given_grant(Role.SERVICE_OFFICER, "g2"))


def test_the_same_role_for_two_parks_is_two_grants() -> None:
    specialist = wang.given(given_grant(Role.INVESTMENT_SPECIALIST))
    specialist.when(give(Role.INVESTMENT_SPECIALIST, park=PARK)).then(
        given_grant(Role.INVESTMENT_SPECIALIST, "g2", park=PARK)
    )
    specialist.when(give(Role.INVESTMENT_SPECIALIST)).then_rejected(
        "grant-already-held", grant="g1"
    )


def test_a_grant_that_means_nothing_is_refused() -> None:
    wang.when(give(Role.PARK_LEADER, until=AT)).then_rejected("grant-already-over")
    wang.when(give(Role.APPROVER)).then_rejected("grant-needs-department")
    wang.when(give(Role.AUDITOR, park=PARK)).then_rejected("grant-takes-no-scope")
    wang.when(give(Role.AUDITOR, department=ECOLOGY)).then_rejected("grant-takes-no-scope")


def test_a_system_is_given_each_source_that_it_reports_for() -> None:
    city = account.given(*connected(), given_grant(Role.PARTNER_SYSTEM))
    first = given_grant(Role.PARTNER_SYSTEM, "g2", source="city-platform")
    city.when(give(Role.PARTNER_SYSTEM, source="city-platform")).then(first)
    held = city.given(first)
    held.when(give(Role.PARTNER_SYSTEM, "g3", source="city-platform")).then_rejected(
        "grant-already-held", grant="g2"
    )
    held.when(give(Role.PARTNER_SYSTEM, "g3", source="tax-platform")).then(
        given_grant(Role.PARTNER_SYSTEM, "g3", source="tax-platform")
    )
    held.when(withdraw("g2")).then(withdrawn(Role.PARTNER_SYSTEM, "g2", source="city-platform"))
    wang.when(give(Role.STATISTICIAN, source="city-platform")).then_rejected(
        "grant-takes-no-source"
    )


def test_giving_again_changes_nothing() -> None:
    held = wang.given(given_grant(Role.PARK_LEADER))
    held.when(give(Role.PARK_LEADER, "g1")).then_nothing()
    gone = held.given(withdrawn(Role.PARK_LEADER))
    gone.when(give(Role.PARK_LEADER, "g1")).then_nothing()


def test_a_role_is_taken_back_once() -> None:
    held = wang.given(given_grant(Role.PARK_LEADER))
    held.when(withdraw()).then(withdrawn(Role.PARK_LEADER))
    held.given(withdrawn(Role.PARK_LEADER)).when(withdraw()).then_nothing()
    held.when(withdraw("g9")).then_rejected("grant-unknown", grant="g9")


def test_a_grant_counts_until_its_last_moment() -> None:
    state = account.decider.fold([*opened(), given_grant(Role.PARK_LEADER, until=LATER)])
    assert [grant.role for grant in state.grants_in_force(AT)] == [Role.PARK_LEADER]
    assert state.grants_in_force(LATER) == ()
