"""What all routes of projects share: the path, and how an act is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from services.projects.domain.project import PROJECT
from shared.adapters.answers import done
from shared.adapters.bodies import IDENTIFIER, DatedByDay
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Act, Decide, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import Times
from shared.kernel.asked import Asked
from shared.kernel.identifiers import ProjectId
from shared.kernel.recorded import Recorded

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

    async def past(self, act: str) -> list[Recorded[Any]]:
        """Return what happened to the project, to one who may do this to it."""
        allow = self.caller.allow(act)
        return await self.runtime.records.events(PROJECT, self.id, Times(), allow)

    async def do(self, act: str, command: Asked) -> Response:
        """Carry out a command and answer it."""
        part, allow = Part(PROJECT, self.id), self.caller.allow(act)
        context = self.caller.context()
        result = await self.runtime.commands.handle(part, command, context, allow=allow)
        return done(SERVICE, result)

    async def do_together(
        self, act: str, command: Asked, beside: Sequence[Part], decide: Decide
    ) -> Response:
        """Carry out a command that is decided over further streams, and answer it."""
        parts = [Part(PROJECT, self.id), *beside]
        together = Act(parts=parts, asked=command, decide=decide)
        result = await self.runtime.commands.handle_together(
            together, self.caller.context(), allow=self.caller.allow(act)
        )
        return done(SERVICE, result)


async def _one_project(project_id: ProjectPath, caller: Acting, runtime: FromRuntime) -> Project:
    return Project(id=project_id, caller=caller, runtime=runtime)


FromProject = Annotated[Project, Depends(_one_project)]
