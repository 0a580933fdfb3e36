"""Signatures: the vectors all reference libraries share, and an independent verifier."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.notifications.delivery.keys import new_secret
from services.notifications.delivery.signing import (
    Secret,
    broken,
    signature,
    signed_headers,
    webhook_id,
)

SHARED = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
PRIVATE = b64decode(
    "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
)
PUBLISHED = Secret("vector", SHARED, PRIVATE[:32])
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
EVENT = "0198f1c2-0000-7000-8000-000000000001"


def test_the_published_vectors_of_both_versions() -> None:
    tokens = signature(MESSAGE, 1614265330, b'{"test": 2432232314}', [PUBLISHED]).split(" ")
    assert tokens == [
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    ]


def test_the_vector_with_chinese_text() -> None:
    body = (
        '{"type":"project.approved","timestamp":"2026-11-21T08:00:00.000000Z",'
        '"data":{"名称":"轨道交通一号线","金额":1.10}}'
    ).encode()
    tokens = signature("msg_01KAGZ", 1763712000, body, [PUBLISHED]).split(" ")
    assert tokens[0] == "v1,wn2PIVjknBXjMl/+IHVtqoeG7ek9NHXy5awK4tm3xJE="


def test_keys_are_shown_in_the_forms_of_the_standard() -> None:
    assert PUBLISHED.shown == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert PUBLISHED.public == "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
    assert "MfKQ" not in repr(PUBLISHED)


@given(st.binary(min_size=32, max_size=32), st.text(min_size=1))
def test_an_independent_library_verifies_what_we_sign(shared: bytes, text: str) -> None:
    body = text.encode(errors="ignore")
    secret = Secret("k", shared, bytes(32))
    headers = signed_headers(webhook_id(EVENT), datetime.now(UTC), body, [secret], 1)
    Webhook(secret.shown).verify(body, dict(headers), json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.shown).verify(body + b" ", dict(headers), json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.shown).verify(body, dict(broken(headers)), json_parse=False)


def test_the_public_key_verifies_and_refuses() -> None:
    headers = signed_headers("msg_1", datetime.now(UTC), b"{}", [PUBLISHED], 1)
    tokens = headers["webhook-signature"].split(" ")
    signed = f"msg_1.{headers['webhook-timestamp']}.".encode() + b"{}"
    key = Ed25519PublicKey.from_public_bytes(b64decode(PUBLISHED.public[5:]))
    key.verify(b64decode(tokens[1].removeprefix("v1a,")), signed)
    spoilt = broken(headers)["webhook-signature"].split(" ")
    with pytest.raises(InvalidSignature):
        key.verify(b64decode(spoilt[1].removeprefix("v1a,")), signed)


def test_every_signing_key_is_accepted_while_one_is_replaced() -> None:
    old, new = Secret("old", b"o" * 32, b"o" * 32), Secret("new", b"n" * 32, b"n" * 32)
    headers = dict(signed_headers("msg_1", datetime.now(UTC), b"{}", [new, old], 1))
    for secret in (old, new):
        Webhook(secret.shown).verify(b"{}", headers)


def test_the_second_is_right_in_any_time_zone() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    headers = signed_headers("msg_1", at, b"{}", [PUBLISHED], 3)
    assert headers["webhook-timestamp"] == str(int(at.timestamp()))
    assert headers["webhook-attempt"] == "3"
    assert headers["Content-Type"].startswith("application/cloudevents+json")


def test_the_name_of_a_message_has_no_dot_and_follows_from_the_event() -> None:
    assert webhook_id(EVENT) == "msg_0198f1c2000070008000000000000001"


def test_a_new_key_has_32_random_bytes_for_each_half() -> None:
    asked: list[int] = []

    def draw(count: int) -> bytes:
        asked.append(count)
        return bytes([len(asked)]) * count

    secret = new_secret("k1", draw)
    assert (asked, secret.shared, secret.seed) == ([32, 32], b"\x01" * 32, b"\x02" * 32)
