"""Keys that come and go, and what is revoked."""

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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
from tests.services.access.issuing import AT, SECOND, SETTINGS, Issuer, refusal, wording


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
