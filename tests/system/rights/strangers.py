"""People and systems who have nothing to do with the home project, opened as anybody is."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tests.harness.services import SAMPLE_PASSWORD, Installation
from tests.system.whole import acted, made, system

ELSEWHERE = "garden-park"
_ACCOUNTS = "/api/v1/accounts"


@dataclass(frozen=True)
class Opening:
    """An account to be opened: its role, and what that is limited to."""

    role: str | None
    park: str | None = None
    department: str | None = None


_OPENINGS: Mapping[str, Opening] = {
    "other-specialist": Opening("investment-specialist", ELSEWHERE, "investment"),
    "other-officer": Opening("service-officer", ELSEWHERE),
    "other-approver": Opening("approver", None, "investment"),
    "other-leader": Opening("park-leader", ELSEWHERE),
    "other-statistician": Opening("statistician", ELSEWHERE),
    "other-partner": Opening("partner-system", ELSEWHERE),
    "idle-specialist": Opening("investment-specialist"),
    "idle-officer": Opening("service-officer"),
    "idle-partner": Opening("partner-system"),
    "bare": Opening(None),
}


async def opened(running: Installation) -> dict[str, str]:
    """Open all of them; return what each signs in with."""
    administrator = await running.login("system-admin")
    security = await running.login("security-admin")
    words = {}
    for login, opening in _OPENINGS.items():
        words[login] = await _open(administrator, security, login, opening)
    return words


async def _open(
    administrator: httpx.AsyncClient, security: httpx.AsyncClient, login: str, opening: Opening
) -> str:
    is_system = opening.role == "partner-system"
    path = "/api/v1/clients" if is_system else _ACCOUNTS
    account = await made(administrator, path, login=login, display_name=f"外部 {login}")
    if opening.role is not None:
        limits = {"park": opening.park, "department": opening.department}
        at = f"{_ACCOUNTS}/{account['id']}"
        await acted(security, at, "grants", role=opening.role, **limits)
    return str(account["client_secret" if is_system else "one_time_password"])


async def signed_in(running: Installation, name: str, words: Mapping[str, str]) -> str:
    """Return the Authorization header of a person or system, signed in just now."""
    word = words.get(name, SAMPLE_PASSWORD)
    enter = system if name.endswith("partner") else Installation.login
    client = await enter(running, name, word)
    return client.headers["Authorization"]
