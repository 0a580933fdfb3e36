"""The department: what grants and approvals name."""

from dataclasses import dataclass
from typing import assert_never

from services.access.domain.commands import (
    DepartmentCommand,
    EstablishDepartment,
    RenameDepartment,
)
from services.access.domain.events import (
    DepartmentEstablished,
    DepartmentEvent,
    DepartmentRenamed,
)
from shared.kernel.asked import require_now
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import DepartmentId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Department:
    """部门: what the rules ask about."""

    id: DepartmentId | None = None
    name: str = ""


def decide(command: DepartmentCommand, department: Department) -> list[DepartmentEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    require_now(command)
    match command:
        case EstablishDepartment():
            return establish(command, department)
        case RenameDepartment():
            return rename(command, department)
        case _:
            assert_never(command)


def establish(command: EstablishDepartment, department: Department) -> list[DepartmentEvent]:
    """设立部门: once."""
    if department.id is None:
        return [DepartmentEstablished(department=command.department, name=command.name)]
    if department.name == command.name:
        return []
    raise Rejected(
        "department-already-established", "under another name", established_name=department.name
    )


def rename(command: RenameDepartment, department: Department) -> list[DepartmentEvent]:
    """部门更名: to another name."""
    require_established(department)
    if department.name == command.name:
        return []
    return [DepartmentRenamed(from_name=department.name, to_name=command.name)]


def require_established(department: Department) -> None:
    """Refuse a department that nobody established."""
    if department.id is None:
        raise Rejected("department-unknown", "there is no such department")


def evolve(department: Department, event: DepartmentEvent) -> Department:
    """Take in one event."""
    match event:
        case DepartmentEstablished():
            return Department(id=event.department, name=event.name)
        case DepartmentRenamed():
            return replace(department, name=event.to_name)
        case _:
            assert_never(event)


def about(department: Department) -> About:
    """Say which department it is."""
    return About(guarded=Guarded(departments=frozenset({department.id} if department.id else ())))


DEPARTMENT: Decider[DepartmentCommand, Department, DepartmentEvent] = Decider(
    category="department", initial=Department(), decide=decide, evolve=evolve, about=about
)
