"""Whose token is it? Everything that must not pass."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm

from shared.adapters.identity import TOKEN_LIFE, Identity
from shared.kernel.identifiers import DepartmentId, ParkId
from shared.kernel.policy import Grant, Role
from tests.services.access.issuing import (
    AT,
    SECOND,
    SETTINGS,
    Issuer,
    encoded,
    refusal,
    wording,
)


async def test_a_token_says_who_and_what_was_granted(issuer: Issuer, identity: Identity) -> None:
    until = AT + timedelta(days=1)
    grants = [
        ["approver", "inspection-park", "ecology", until.isoformat()],
        ["a-role-of-tomorrow", None, None, None],
        ["partner-system", None, None, None, "city-platform"],
    ]
    verified = await identity.who(issuer.token(grants=grants, must_change=True), AT)
    assert (verified.account, verified.kind, verified.session) == ("wang", "person", "s1")
    assert verified.must_change is True
    assert (verified.issued_at, verified.expires_at) == (AT, AT + TOKEN_LIFE)
    assert verified.who.grants == (
        Grant(
            role=Role.APPROVER,
            park=ParkId("inspection-park"),
            department=DepartmentId("ecology"),
            until=until,
        ),
        Grant(role=Role.PARTNER_SYSTEM, source="city-platform"),
    )


async def test_unsigned_tokens_are_refused(identity: Identity) -> None:
    for algorithm in ("none", "None", "NONE"):
        token = encoded({"alg": algorithm, "typ": "JWT", "kid": "k1"}, wording()) + "."
        assert await refusal(identity, token) == "token-algorithm-refused"


async def test_a_public_key_is_no_secret(issuer: Issuer, identity: Identity) -> None:
    public = issuer.keys["k1"].public_key()
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for secret in (spki, public.public_bytes_raw()):
        body = encoded({"alg": "HS256", "typ": "JWT", "kid": "k1"}, wording())
        mac = hmac.new(secret, body.encode(), hashlib.sha256).digest()
        token = f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        assert await refusal(identity, token) == "token-algorithm-refused"


async def test_another_key_under_the_same_name_is_a_forgery(identity: Identity) -> None:
    assert await refusal(identity, Issuer().token()) == "token-forged"


async def test_changed_claims_are_a_forgery(issuer: Issuer, identity: Identity) -> None:
    head, body, signature = issuer.token().split(".")
    raised = wording(grants=[["system-admin", None, None, None]])
    body = encoded({}, raised).split(".")[1]
    assert await refusal(identity, f"{head}.{body}.{signature}") == "token-forged"


async def test_a_key_that_brings_itself_is_not_asked(issuer: Issuer, identity: Identity) -> None:
    own = Ed25519PrivateKey.generate()
    jwk = OKPAlgorithm.to_jwk(own.public_key(), as_dict=True)
    header = {"kid": "k1", "jwk": jwk, "jku": "http://127.0.0.1:1/keys"}
    token = jwt.encode(wording(), own, "EdDSA", header)
    assert await refusal(identity, token) == "token-forged"
    assert issuer.asked == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "urn:luodi:somebody"},
        {"iss": None},
        {"sub": None},
        {"kind": "robot"},
        {"grants": [["approver"]]},
        {"grants": [["partner-system", None, None, None, None]]},
        {"exp": None},
        {"iat": None},
        {"must_change": None},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": (AT + 2 * TOKEN_LIFE).timestamp()},
        {"iat": 1e300, "exp": 1e300},
        {"sub": 7},
    ],
)
async def test_claims_that_are_not_ours_are_refused(
    issuer: Issuer, identity: Identity, claims: dict[str, Any]
) -> None:
    if claims == {"sub": 7}:
        token = jwt.PyJWS().encode(
            json.dumps({**wording(), "sub": 7}).encode(),
            issuer.keys["k1"],
            "EdDSA",
            {"kid": "k1", "typ": "JWT"},
        )
    else:
        token = issuer.token(**claims)
    assert await refusal(identity, token) == "token-malformed"


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "…", "é.é.é", "\ud800.a.b", "." * 40, "a" * 20_000]
)
async def test_what_is_no_token_is_refused(identity: Identity, token: str) -> None:
    assert await refusal(identity, token) == "token-malformed"


async def test_a_token_without_a_key_name_is_refused(issuer: Issuer, identity: Identity) -> None:
    token = jwt.encode(wording(), issuer.keys["k1"], "EdDSA")
    assert await refusal(identity, token) == "token-algorithm-refused"


async def test_a_token_ends(issuer: Issuer, identity: Identity) -> None:
    token = issuer.token()
    await identity.who(token, AT + TOKEN_LIFE - SECOND)
    assert await refusal(identity, token, AT + TOKEN_LIFE) == "token-expired"
    assert await refusal(Identity(SETTINGS, issuer.publish), token, AT + TOKEN_LIFE) == (
        "token-expired"
    )


async def test_clocks_may_differ_a_little(issuer: Issuer, identity: Identity) -> None:
    await identity.who(issuer.token(), AT - 20 * SECOND)
    assert await refusal(identity, issuer.token(jti="t2"), AT - 60 * SECOND) == (
        "token-not-yet-valid"
    )


async def test_a_known_token_costs_no_question(issuer: Issuer, identity: Identity) -> None:
    token = issuer.token()
    first = await identity.who(token, AT)
    issuer.keys.clear()
    issuer.silent = True
    assert await identity.who(token, AT + SECOND) is first
    assert issuer.asked == 1
