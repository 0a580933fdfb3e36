"""Acting on a thing as it stands, the way a careful client does.

An act quotes the version it rests on. A timer or a reaction may add an event between the look and
the act; whoever acts then looks again, and acts on what it has become.
"""

from typing import Any

import httpx

LOOKS = 10


async def act_on(
    client: httpx.AsyncClient,
    thing: str,
    acts: str,
    body: Any,
    by: httpx.AsyncClient | None = None,
    **more: Any,
) -> httpx.Response:
    """Look at a thing and do something to it; look again when something came in between.

    `client` looks and acts, unless another acts (`by`); `more` goes with the act's request. Who may
    not look gets the answer to that.
    """
    headers = more.pop("headers", {})
    for _ in range(LOOKS):
        seen = await client.get(thing)
        if seen.is_error:
            return seen
        given = headers | {"If-Match": seen.headers["ETag"]}
        answer = await (by or client).post(f"{thing}/{acts}", json=body, headers=given, **more)
        if answer.status_code != httpx.codes.PRECONDITION_FAILED:
            break
    return answer
