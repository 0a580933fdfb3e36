"""What the routes of this service share."""

import json
from typing import Annotated, Any

from fastapi import Depends, Path, Response
from pydantic import StringConstraints
from pydantic_core import to_json

from services.notifications.delivery.parts import Parts, parts_of
from services.notifications.delivery.signing import Secret
from shared.adapters.answers import done
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Done
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.kernel.identifiers import EndpointId
from shared.kernel.policy import Visibility

SERVICE = "notifications"
ENDPOINTS_AT = "/api/v1/endpoints"

EndpointPath = Annotated[EndpointId, Path(pattern=r"^[0-9A-Za-z-]{1,64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}$")]
EventType = Annotated[
    str, StringConstraints(pattern=r"^([a-z]{1,40}\.)?[A-Z][A-Za-z]{0,79}$", max_length=121)
]


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
