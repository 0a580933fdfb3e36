"""What all routes of projects share: the path, times as people give them, how an act is done."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import Depends, Path, Response
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.projects.domain.project import PROJECT
from shared.adapters.answers import done
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.web import Body
from shared.kernel.asked import Asked
from shared.kernel.effective import Effective, business_day
from shared.kernel.identifiers import AccountId, ParkId, ProjectId
from shared.kernel.rejected import Rejected

SERVICE = "projects"
PROJECTS_AT = "/api/v1/projects"
_IDENTIFIER = r"^[0-9A-Za-z-]{1,64}$"
_DAY_LENGTH = len("2026-03-02")


def _written_as_a_day(given: object) -> object:
    if not isinstance(given, str) or len(given) != _DAY_LENGTH:
        raise PydanticCustomError("date_type", "a date is written YYYY-MM-DD")
    return given


def _sensible(day: date) -> date:
    if not date(1949, 10, 1) <= day <= date(2199, 12, 31):
        raise PydanticCustomError("date-out-of-range", "a date lies between 1949 and 2199")
    return day


ProjectPath = Annotated[ProjectId, Path(pattern=_IDENTIFIER)]
Account = Annotated[AccountId, StringConstraints(pattern=_IDENTIFIER)]
Park = Annotated[ParkId, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Day = Annotated[date, BeforeValidator(_written_as_a_day), AfterValidator(_sensible)]


class Span(Body):
    """时间范围: a time no more precise than it is known; both days are included."""

    from_: Day = Field(alias="from")
    to: Day
    precision: Literal["day", "month", "half_year", "year"]

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        try:
            self.effective()
        except Rejected as refused:
            raise PydanticCustomError("effective-malformed", "no such span") from refused
        return self

    def effective(self) -> Effective:
        """Return it as the rules know it."""
        return Effective.from_plain(
            {"from": f"{self.from_}", "to": f"{self.to}", "precision": self.precision}
        )


class Dated(Body):
    """可补录: `effective` is the day it was so, or a span of less precision; today if left out.

    An act here is of a day, so that one entered at ten does not forbid one of the same morning.
    """

    effective: Day | Span | None = None

    def when(self, at: datetime) -> Effective:
        """Return the time meant."""
        if isinstance(self.effective, Span):
            return self.effective.effective()
        return Effective.on_day(self.effective or business_day(at))


class Project:
    """One act of one caller on one project."""

    def __init__(self, project_id: ProjectPath, caller: Acting, runtime: FromRuntime) -> None:
        self.id = project_id
        self.caller: Caller = caller
        self.runtime: Runtime[Any] = runtime

    def asked(self, act: str, body: Dated | None = None) -> AskedFacts:
        """Return who asks, when, and for when: now, unless the act has a date of its own."""
        return self.caller.asked(act, body.when(self.caller.at) if body else None)

    async def do(self, act: str, command: Asked) -> Response:
        """Carry out a command and answer it."""
        part, allow = Part(PROJECT, self.id), self.caller.allow(act)
        context = self.caller.context()
        result = await self.runtime.commands.handle(part, command, context, allow=allow)
        return done(SERVICE, result)


FromProject = Annotated[Project, Depends()]
