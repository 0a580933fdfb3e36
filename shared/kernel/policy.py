"""Who may do what to what: one table and one function for routes, lists, feeds and exports.

A rule gives a role a *scope* for an act. `visibility` turns a caller's grants into plain data that
answers for one record (`covers`) and that a view turns into the WHERE of a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.kernel.identifiers import AccountId, DepartmentId, ParkId


class Role(StrEnum):
    """角色: what an account may be granted, for a park, for a department, for a time."""

    INVESTMENT_SPECIALIST = "investment-specialist"
    SERVICE_OFFICER = "service-officer"
    APPROVER = "approver"
    PARK_LEADER = "park-leader"
    STATISTICIAN = "statistician"
    SYSTEM_ADMIN = "system-admin"
    SECURITY_ADMIN = "security-admin"
    AUDITOR = "auditor"
    PARTNER_SYSTEM = "partner-system"


class Scope(StrEnum):
    """范围: how far a rule reaches."""

    ALL = "all"
    PARK = "park"
    DEPARTMENT = "department"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """授权: a role, for one park (None: all) and one department, until a moment.

    A system's may name the source in whose name it reports; without one it reports in nobody's.
    """

    role: Role
    park: ParkId | None = None
    department: DepartmentId | None = None
    until: datetime | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Who:
    """访问者: an account with what it was granted."""

    account: AccountId
    grants: tuple[Grant, ...] = ()

    def in_the_name_of(self, source: str) -> "Who":
        """Return the same with what was granted in the name of a source alone."""
        spoken_for = tuple(grant for grant in self.grants if grant.source == source)
        return Who(account=self.account, grants=spoken_for)


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """受控对象: whose park, departments and people a record belongs to."""

    park: ParkId | None = None
    departments: frozenset[DepartmentId] = frozenset()
    people: frozenset[AccountId] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Visibility:
    """可见范围: what one caller may reach with one act."""

    everything: bool = False
    parks: frozenset[ParkId] = field(default_factory=frozenset)
    departments: frozenset[DepartmentId] = field(default_factory=frozenset)
    own: AccountId | None = None

    @property
    def nothing(self) -> bool:
        """Tell whether no record at all can be reached."""
        return not (self.everything or self.parks or self.departments or self.own)

    def covers(self, guarded: Guarded) -> bool:
        """Tell whether this record is reached."""
        return (
            self.everything
            or guarded.park in self.parks
            or not self.departments.isdisjoint(guarded.departments)
            or self.own in guarded.people
        )


Rules = Mapping[str, Mapping[Role, Scope]]


def visibility(who: Who, act: str, rules: Rules, at: datetime) -> Visibility:
    """Return what these grants reach with an act at a moment; nothing without a rule."""
    allowed = rules.get(act, {})
    everything, own = False, None
    parks: set[ParkId] = set()
    departments: set[DepartmentId] = set()
    for grant in who.grants:
        scope = allowed.get(grant.role)
        if scope is None or (grant.until is not None and grant.until <= at):
            continue
        if scope is Scope.ALL or (scope is Scope.PARK and grant.park is None):
            everything = True
        elif scope is Scope.PARK and grant.park is not None:
            parks.add(grant.park)
        elif scope is Scope.DEPARTMENT and grant.department is not None:
            departments.add(grant.department)
        elif scope is Scope.OWN:
            own = who.account
    return Visibility(
        everything=everything, parks=frozenset(parks), departments=frozenset(departments), own=own
    )
