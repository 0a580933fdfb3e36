"""What all routes of projects share: the path, and how an act is done."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from services.projects.domain.project import PROJECT
from shared.adapters.answers import done
from shared.adapters.bodies import IDENTIFIER, DatedByDay
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.kernel.asked import Asked
from shared.kernel.identifiers import ProjectId

SERVICE = "projects"
PROJECTS_AT = "/api/v1/projects"

ProjectPath = Annotated[ProjectId, Path(pattern=IDENTIFIER)]


@dataclass(frozen=True, kw_only=True)
class Project:
    """One act of one caller on one project."""

    id: ProjectId
    caller: Caller
    runtime: Runtime[Any]

    def asked(self, act: str, body: DatedByDay | None = None) -> AskedFacts:
        """Return who asks, when, and for when: now, unless the act has a date of its own."""
        return self.caller.asked(act, body.when(self.caller.at) if body else None)

    async def do(self, act: str, command: Asked) -> Response:
        """Carry out a command and answer it."""
        part, allow = Part(PROJECT, self.id), self.caller.allow(act)
        context = self.caller.context()
        result = await self.runtime.commands.handle(part, command, context, allow=allow)
        return done(SERVICE, result)


async def _one_project(project_id: ProjectPath, caller: Acting, runtime: FromRuntime) -> Project:
    return Project(id=project_id, caller=caller, runtime=runtime)


FromProject = Annotated[Project, Depends(_one_project)]
