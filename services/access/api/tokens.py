"""Tokens for systems, the keys to check them with, and the front door's question about browsers."""

import base64
import binascii
from typing import Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.access.api.border import FromTokens, cookies_token
from services.access.tokens.revocations import recent
from services.access.tokens.sessions import Refused
from shared.adapters.internal import Trusted
from shared.adapters.problems import Problem
from shared.adapters.questions import NothingElse
from shared.adapters.runtime import FromRuntime

router = APIRouter(tags=["令牌"])

_FORM = "application/x-www-form-urlencoded"
_FORM_OF_REQUEST = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                }
            }
        },
    }
}


@router.post("/api/v1/token", openapi_extra=_FORM_OF_REQUEST, dependencies=[NothingElse])
async def client_token(request: Request, tokens: FromTokens) -> JSONResponse:
    """系统令牌: OAuth 2 client credentials; the secret in the body or by HTTP Basic."""
    form = await _form(request)
    if "grant_type" not in form:
        raise _refused(400, "token-request-unreadable", "invalid_request", "grant_type is missing")
    if form["grant_type"] != "client_credentials":
        kind = "unsupported_grant_type"
        raise _refused(400, "grant-type-unsupported", kind, "only client_credentials")
    client, secret = _credentials(request.headers.get("authorization"), form)
    try:
        token = await tokens.sessions.of_client(client, secret)
    except Refused:
        refusal = _refused(401, "client-refused", "invalid_client", "unknown, locked or wrong")
        raise refusal.with_headers(WWW_Authenticate='Basic realm="luodi"') from None
    body = {"access_token": token.text, "token_type": "Bearer", "expires_in": token.lasts}
    return JSONResponse(body, headers={"Pragma": "no-cache"})


@router.get("/.well-known/jwks.json", dependencies=[NothingElse])
async def jwks(tokens: FromTokens) -> dict[str, Any]:
    """公钥: with which anybody can check our tokens (JWKS)."""
    return await tokens.keys.jwks(await tokens.vault.now())


@router.get("/internal/keys", dependencies=[Trusted], include_in_schema=False)
async def keys(runtime: FromRuntime, tokens: FromTokens) -> dict[str, Any]:
    """Return what a service needs to check tokens: the keys, and what was revoked just now."""
    at = await tokens.vault.now()
    revoked = await recent(runtime.pool, runtime.store, at)
    return {**await tokens.keys.jwks(at), "revocations": revoked}


@router.post(
    "/internal/key-rotations", status_code=201, dependencies=[Trusted], include_in_schema=False
)
async def rotate_key(tokens: FromTokens) -> dict[str, Any]:
    """Let a new key take over in ten minutes; what the present one signed stays valid."""
    at = await tokens.vault.now()
    await tokens.keys.rotate(at)
    return await tokens.keys.jwks(at)


@router.get("/internal/forward-auth", include_in_schema=False)
async def forward_auth(request: Request, runtime: FromRuntime) -> Response:
    """Turn a browser's cookie into a token for the service behind the front door.

    A request that brings its own token keeps it. Without a valid cookie nothing is added, and the
    service itself says 401. A cookie counts for changes only when our own page sends it.
    """
    own = request.headers.get("authorization")
    if own is not None:
        return Response(headers={"Authorization": own})
    method = request.headers.get("x-forwarded-method", "").upper() or "UNKNOWN"
    token = await cookies_token(request, runtime, method)
    return Response() if token is None else Response(headers={"Authorization": f"Bearer {token}"})


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Problem(415, "unsupported-media-type", f"send {_FORM}")
    form = await request.form(max_fields=20)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _credentials(basic: str | None, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = (basic or "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        if not colon:
            raise ValueError("no colon")
    except (ValueError, binascii.Error):
        raise _refused(
            400, "token-request-unreadable", "invalid_request", "no Basic credentials"
        ) from None
    return unquote_plus(client), unquote_plus(secret)


def _refused(status: int, code: str, error: str, detail: str) -> Problem:
    """A problem document that also says what OAuth clients look for."""
    return Problem(status, code, detail, error=error)
