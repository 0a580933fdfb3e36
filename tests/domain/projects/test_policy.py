"""Who may do what: the table, checked against what must hold of it."""

import pytest

from services.projects.domain.policy import RULES
from shared.kernel.policy import Role, Scope

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
