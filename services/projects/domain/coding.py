"""赋码: giving a project its code is decided together with the registers of the codes concerned."""

from collections.abc import Sequence

from services.projects.domain.code_register import (
    CODE_REGISTER,
    ClaimCode,
    CodeCommand,
    CodeEvent,
    FreeCode,
    Register,
)
from services.projects.domain.commands import AssignProjectCode
from services.projects.domain.events import Event
from services.projects.domain.project import PROJECT
from services.projects.domain.state import Project
from shared.kernel.identifiers import ProjectId
from shared.kernel.project_code import ProjectCode

Coded = Sequence[tuple[int, Event | CodeEvent]]


def codes_concerned(command: AssignProjectCode, project: Project) -> tuple[ProjectCode, ...]:
    """Return the code asked for and, behind it, another one borne so far."""
    wanted = ProjectCode.parse(command.code)
    borne = ProjectCode(project.code) if project.code else wanted
    return tuple(dict.fromkeys((wanted, borne)))


def give_code(
    command: AssignProjectCode,
    project_id: ProjectId,
    project: Project,
    registers: Sequence[Register],
) -> Coded:
    """Decide over the project (0) and the registers of the codes concerned (1, 2)."""
    wanted, *borne = registers
    coded = PROJECT.decide(command, project)
    claimed = CODE_REGISTER.decide(_beside(ClaimCode, command, project_id), wanted)
    freed = [
        event
        for register in borne
        for event in CODE_REGISTER.decide(_beside(FreeCode, command, project_id), register)
    ]
    return [
        *((0, event) for event in coded),
        *((1, event) for event in claimed),
        *((2, event) for event in freed),
    ]


def _beside(
    kind: type[ClaimCode] | type[FreeCode], command: AssignProjectCode, project_id: ProjectId
) -> CodeCommand:
    return kind(by=command.by, at=command.at, effective=command.effective, project_id=project_id)
