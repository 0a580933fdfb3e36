"""What the routes of this service share."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Response
from pydantic import StringConstraints
from pydantic_core import to_json

from services.notifications.delivery.parts import Parts, parts_of
from services.notifications.delivery.signing import Secret
from services.notifications.domain.commands import Command
from services.notifications.domain.endpoint import ENDPOINT
from shared.adapters.answers import done
from shared.adapters.bodies import IDENTIFIER
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Done, Part
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.web import Body
from shared.kernel.identifiers import EndpointId
from shared.kernel.policy import Visibility

SERVICE = "notifications"
ENDPOINTS_AT = "/api/v1/endpoints"

EndpointPath = Annotated[EndpointId, Path(pattern=IDENTIFIER)]
Name = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}$")]
EventType = Annotated[
    str, StringConstraints(pattern=r"^([a-z]{1,40}\.)?[A-Z][A-Za-z]{0,79}$", max_length=121)
]


class Nothing(Body):
    """无内容: an empty object."""


@dataclass(frozen=True, kw_only=True)
class OneEndpoint:
    """One act of one caller on one endpoint."""

    id: EndpointId
    caller: Caller
    runtime: Runtime[Any]

    def asked(self, act: str) -> AskedFacts:
        """Return who asks, and when."""
        return self.caller.asked(act)

    async def decide(self, act: str, command: Command) -> Done:
        """Carry out a command."""
        part, allow = Part(ENDPOINT, self.id), self.caller.allow(act)
        context = self.caller.context()
        return await self.runtime.commands.handle(part, command, context, allow=allow)

    async def do(self, act: str, command: Command) -> Response:
        """Carry out a command and answer it."""
        return done(SERVICE, await self.decide(act, command))


async def _one_endpoint(
    endpoint_id: EndpointPath, caller: Acting, runtime: FromRuntime
) -> OneEndpoint:
    return OneEndpoint(id=endpoint_id, caller=caller, runtime=runtime)


FromEndpoint = Annotated[OneEndpoint, Depends(_one_endpoint)]


def reading(caller: Caller, act: str) -> Visibility:
    """Return what a caller may list, or refuse who may list nothing at all."""
    seen = caller.visibility(act)
    if seen.nothing:
        raise Problem(403, "not-allowed", f"{act} is not granted", act=act)
    return seen


async def _parts(runtime: FromRuntime) -> Parts:
    return parts_of(runtime)


FromParts = Annotated[Parts, Depends(_parts)]


def shown_once(result: Done, secret: Secret | None, location: str | None = None) -> Response:
    """Answer an act that made a key: a repeated request is not shown the secret again."""
    answer = done(SERVICE, result, location=location)
    plain: dict[str, Any] = json.loads(bytes(answer.body))
    plain["key_id"] = secret.key_id if secret else None
    plain["secret"] = secret.shown if secret else None
    plain["public_key"] = secret.public if secret else None
    headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
    return Response(to_json(plain), answer.status_code, headers, answer.media_type)
