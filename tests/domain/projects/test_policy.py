"""Who may do what: the table, checked against what must hold of it."""

import pytest

from services.projects.domain.policy import RULES, reads_data, reads_whole
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Guarded, Role, Scope, Visibility

READERS = RULES["projects.read"]
WIDTH = {Scope.OWN: 0, Scope.DEPARTMENT: 0, Scope.PARK: 1, Scope.ALL: 2}


@pytest.mark.parametrize("act", RULES)
def test_nobody_acts_on_what_they_may_not_read(act: str) -> None:
    for role, scope in RULES[act].items():
        assert role in READERS
        assert scope is READERS[role] or WIDTH[scope] < WIDTH[READERS[role]]


def test_those_who_keep_the_system_keep_out_of_its_matters() -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        assert all(role not in allowed for allowed in RULES.values())
    assert [act for act, allowed in RULES.items() if Role.AUDITOR in allowed] == ["projects.read"]


def test_only_those_who_lead_appoint_and_terminate() -> None:
    for act in ("assign-officer", "assign-leader", "terminate"):
        assert set(RULES[f"projects.{act}"]) == {Role.PARK_LEADER}


def test_what_a_department_reads_of_a_history() -> None:
    own = DepartmentId("planning")
    seen = Visibility(departments=frozenset({own}))
    guarded = Guarded(park=ParkId("p"), departments=frozenset({own, DepartmentId("development")}))
    assert not reads_whole(seen, guarded)
    assert reads_data(seen, "projects", {"department": "development"})
    assert reads_data(seen, "approvals", {"department": "planning"})
    assert reads_data(seen, "approvals", {"department": "development", "consulted": "planning"})
    assert reads_data(seen, "approvals", {"earliest": "2026-03-01"})
    assert not reads_data(seen, "approvals", {"department": "development"})
    assert not reads_data(seen, "leads", {"amount": "1"})


def test_who_reads_a_project_in_any_other_way_reads_all_of_its_history() -> None:
    guarded = Guarded(park=ParkId("p"), people=frozenset({AccountId("officer")}))
    for seen in (
        Visibility(everything=True),
        Visibility(parks=frozenset({ParkId("p")})),
        Visibility(own=AccountId("officer")),
    ):
        assert reads_whole(seen, guarded)
