"""The logins of a sample installation: who is there, and how the command line signs in as them.

access opens them itself, at the first start with LUODI_SAMPLE_LOGINS=1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from services.access.domain.sample import LOGINS, PARTNER, PASSWORD
from shared.kernel.texts.access import ROLES


@dataclass(frozen=True, kw_only=True)
class Login:
    """One line of what is printed: a role, and how to come in as it."""

    role: str
    login: str
    password: str


def logins() -> list[Login]:
    """Return one login per role of people, in the order of their work."""
    return [
        Login(role=entry.display_name.removesuffix("(样例)"), login=entry.login, password=PASSWORD)
        for entry in LOGINS
    ]


def partner() -> Login:
    """Return the client of the one partner system."""
    return Login(role=ROLES[PARTNER.role], login=PARTNER.login, password=PASSWORD)


def account_of(login: str) -> str:
    """Return the account id that stands behind a sample login."""
    return next(entry.account for entry in (*LOGINS, PARTNER) if entry.login == login)


async def sign_in(client: httpx.AsyncClient, login: str) -> Mapping[str, str]:
    """Sign in as a sample login; return the header that further requests carry."""
    body = {"account": login, "password": PASSWORD}
    answer = await client.post("/api/v1/sessions", json=body)
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def connect(client: httpx.AsyncClient) -> Mapping[str, str]:
    """Get a token as the partner system; return the header that further requests carry."""
    form = {
        "grant_type": "client_credentials",
        "client_id": PARTNER.login,
        "client_secret": PASSWORD,
    }
    answer = await client.post("/api/v1/token", data=form)
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
