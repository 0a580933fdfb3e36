"""What the routes of leads share: the path, and how one caller acts on one lead."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from services.leads.api.deciding import OnLead, decide
from services.leads.domain.commands import Command
from shared.adapters.answers import done
from shared.adapters.bodies import IDENTIFIER, DatedByDay
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Done
from shared.adapters.runtime import FromRuntime, Runtime
from shared.kernel.identifiers import LeadId

SERVICE = "leads"
LEADS_AT = "/api/v1/leads"

LeadPath = Annotated[LeadId, Path(pattern=IDENTIFIER)]


@dataclass(frozen=True, kw_only=True)
class OneLead:
    """One act of one caller on one lead."""

    id: LeadId
    caller: Caller
    runtime: Runtime[Any]

    def asked(self, act: str, body: DatedByDay | None = None) -> AskedFacts:
        """Return who asks, when, and for when: now, unless the act has a date of its own."""
        return self.caller.asked(act, body.when(self.caller.at) if body else None)

    async def decide(self, act: str, command: Command) -> Done:
        """Carry out a command."""
        asked = OnLead(lead_id=self.id, command=command)
        return await decide(self.runtime, asked, self.caller.context(), self.caller.allow(act))

    async def do(self, act: str, command: Command) -> Response:
        """Carry out a command and answer it."""
        return done(SERVICE, await self.decide(act, command))


async def _one_lead(lead_id: LeadPath, caller: Acting, runtime: FromRuntime) -> OneLead:
    return OneLead(id=lead_id, caller=caller, runtime=runtime)


FromLead = Annotated[OneLead, Depends(_one_lead)]
