"""How to sign in at a sample installation, as a person or as the partner system.

access opens the accounts itself, at the first start with LUODI_SAMPLE_LOGINS=1.
"""

from collections.abc import Mapping

import httpx

from services.access.domain.sample import PARTNER, PASSWORD


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
