"""Whose token is it? Everything that must not pass, and what revocations do."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm

from shared.adapters.identity import (
    ASK_AGAIN_AFTER,
    KEYS_KEPT,
    RETRY_AFTER,
    TOKEN_LIFE,
    TOKENS_REMEMBERED,
    Identity,
    IdentityUnavailable,
    NotAuthenticated,
)
from shared.adapters.settings import Settings
from shared.kernel.identifiers import DepartmentId, ParkId
from shared.kernel.policy import Grant, Role

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SETTINGS = Settings.from_environment(
    "leads",
    {
        "LUODI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1",
        "LUODI_NATS_URL": "nats://127.0.0.1:1",
        "LUODI_INTERNAL_TOKEN": "a token that only tests know",
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
    },
)


@dataclass
class Issuer:
    """Publishes keys as access does, and counts how often it is asked."""

    keys: dict[str, Ed25519PrivateKey] = field(
        default_factory=lambda: {"k1": Ed25519PrivateKey.generate()}
    )
    revocations: list[tuple[str, float]] = field(default_factory=list)
    silent: bool = False
    asked: int = 0

    async def publish(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.silent:
            raise httpx.ConnectError("nobody there")
        public = [
            {**OKPAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": "EdDSA"}
            for kid, key in self.keys.items()
        ]
        return {"keys": public, "revocations": self.revocations}

    def token(self, kid: str = "k1", **claims: Any) -> str:
        return jwt.encode(
            wording(**claims), self.keys.get(kid) or self.keys["k1"], "EdDSA", {"kid": kid}
        )


def wording(**claims: Any) -> dict[str, Any]:
    """The claims of a good token, with some of them changed; None leaves one out."""
    all_of_them = {
        "iss": "urn:luodi:access",
        "sub": "wang",
        "kind": "person",
        "sid": "s1",
        "grants": [["approver", "inspection-park", "ecology", None]],
        "must_change": False,
        "iat": AT.timestamp(),
        "exp": (AT + TOKEN_LIFE).timestamp(),
        "jti": "t1",
        **claims,
    }
    return {name: value for name, value in all_of_them.items() if value is not None}


def encoded(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def identity(issuer: Issuer) -> Identity:
    return Identity(SETTINGS, issuer.publish)


async def refusal(identity: Identity, token: str, at: datetime = AT) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        await identity.who(token, at)
    return refused.value.code


async def test_a_token_says_who_and_what_was_granted(issuer: Issuer, identity: Identity) -> None:
    until = AT + timedelta(days=1)
    grants = [
        ["approver", "inspection-park", "ecology", until.isoformat()],
        ["a-role-of-tomorrow", None, None, None],
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


async def test_a_new_key_is_learnt_when_it_is_first_seen(
    issuer: Issuer, identity: Identity
) -> None:
    await identity.who(issuer.token(), AT)
    issuer.keys["k2"] = Ed25519PrivateKey.generate()
    later = AT + ASK_AGAIN_AFTER
    await identity.who(issuer.token("k2"), later)
    await identity.who(issuer.token("k1", jti="t2"), later)
    assert issuer.asked == 2


async def test_unknown_keys_do_not_make_it_ask_for_ever(issuer: Issuer, identity: Identity) -> None:
    for number in range(20):
        token = issuer.token(f"unknown-{number}")
        assert await refusal(identity, token, AT) == "token-key-unknown"
    assert issuer.asked == 1
    await refusal(identity, issuer.token("unknown"), AT + ASK_AGAIN_AFTER)
    assert issuer.asked == 2


async def test_a_key_taken_away_is_forgotten(issuer: Issuer, identity: Identity) -> None:
    old = issuer.token(iat=(AT + KEYS_KEPT).timestamp(), exp=(AT + 2 * KEYS_KEPT).timestamp())
    await identity.who(issuer.token(), AT)
    issuer.keys = {"k2": Ed25519PrivateKey.generate()}
    later = AT + KEYS_KEPT + SECOND
    assert await refusal(identity, old, later) == "token-key-unknown"


async def test_without_keys_nobody_can_say(issuer: Issuer, identity: Identity) -> None:
    issuer.silent = True
    with pytest.raises(IdentityUnavailable):
        await identity.who(issuer.token(), AT)
    with pytest.raises(IdentityUnavailable):
        await identity.who(issuer.token(), AT)
    assert issuer.asked == 1
    issuer.silent = False
    await identity.who(issuer.token(), AT + RETRY_AFTER)


async def test_known_keys_serve_while_access_is_silent(issuer: Issuer, identity: Identity) -> None:
    await identity.who(issuer.token(), AT)
    issuer.silent = True
    later = AT + KEYS_KEPT + SECOND
    token = issuer.token(iat=later.timestamp(), exp=(later + TOKEN_LIFE).timestamp())
    assert (await identity.who(token, later)).account == "wang"
    with pytest.raises(IdentityUnavailable):
        await identity.who(issuer.token("k9"), later)


@pytest.mark.parametrize("subject", ["wang", "s1"])
async def test_a_revocation_counts_at_once_and_only_backwards(
    issuer: Issuer, identity: Identity, subject: str
) -> None:
    token = issuer.token()
    await identity.who(token, AT)
    identity.revoke(subject, AT)
    assert await refusal(identity, token) == "token-revoked"
    fresh = AT + timedelta(microseconds=1)
    after = issuer.token(iat=fresh.timestamp(), exp=(fresh + SECOND).timestamp())
    assert (await identity.who(after, fresh)).account == "wang"
    identity.revoke(subject, AT - SECOND)
    assert await refusal(identity, token) == "token-revoked"


async def test_others_are_not_touched(issuer: Issuer, identity: Identity) -> None:
    identity.revoke("li", AT)
    identity.revoke("s2", AT)
    assert (await identity.who(issuer.token(), AT)).account == "wang"
    system = issuer.token(sid=None, kind="system", sub="city")
    claims = {**wording(), "sid": None, "kind": "system", "sub": "city"}
    system = jwt.encode(claims, issuer.keys["k1"], "EdDSA", {"kid": "k1"})
    assert (await identity.who(system, AT)).session is None


async def test_a_service_that_just_began_knows_recent_revocations(issuer: Issuer) -> None:
    issuer.revocations = [("wang", AT.timestamp())]
    assert await refusal(Identity(SETTINGS, issuer.publish), issuer.token()) == "token-revoked"


async def test_revocations_outlived_by_every_token_are_forgotten(
    issuer: Issuer, identity: Identity
) -> None:
    for number in range(1000):
        identity.revoke(f"account-{number}", AT + number * SECOND)
    kept = [n for n in range(1000) if await _is_revoked(issuer, identity, f"account-{n}")]
    assert kept == list(range(1000 - int(2 * TOKEN_LIFE / SECOND) - 1, 1000))


async def _is_revoked(issuer: Issuer, identity: Identity, account: str) -> bool:
    try:
        await identity.who(issuer.token(sub=account), AT)
    except NotAuthenticated as refused:
        return refused.code == "token-revoked"
    return False


async def test_it_remembers_no_more_than_it_may(issuer: Issuer, identity: Identity) -> None:
    first = issuer.token()
    kept = await identity.who(first, AT)
    known = getattr(identity, "_known")  # noqa: B009 - what is remembered is nobody else's matter
    known.update({f"filler-{number}": kept for number in range(TOKENS_REMEMBERED - 1)})
    await identity.who(issuer.token(jti="t2"), AT)
    assert len(known) == TOKENS_REMEMBERED
    assert await identity.who(first, AT) is not kept
