"""What is kept of deliveries, for how long, and how endpoints' keys lie in the database."""

import os
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.delivery.keys import KeyRing, new_secret
from services.notifications.delivery.retention import AT_ONCE, cut_down
from services.notifications.domain.endpoint_facts import Interest
from services.notifications.views.deliveries import Dismissal, Resend, delivery, dismiss, resend
from shared.adapters.wrapping import KEY_BYTES, NotUnwrapped, Wrapping
from shared.kernel.identifiers import AccountId, ProjectId
from shared.kernel.policy import Role, Visibility
from tests.harness.receiver import Receiver, Reply
from tests.services.notifications.telling import Clock
from tests.services.notifications.world import World

ONLY = Interest(projects=(ProjectId("p1"),))
ALL = Visibility(everything=True)
KEPT = timedelta(days=90)
TRIES = "SELECT count(*) FROM own.attempt WHERE delivery_id = $1"


async def one_of_each(here: World, city: Receiver) -> dict[str, dict[str, Any]]:
    """Let one delivery arrive and one die; return them by their status."""
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, interest=ONLY, retries=(1,))
    async with here.delivering():
        await here.happen(here.project("p1"))
        await here.until_all("done", 1)
        city.always = Reply(500)
        await here.happen(here.project("p1"))
        await here.until("SELECT count(*) = 1 FROM own.attempt WHERE http_status = 500")
        here.clock.forward(seconds=2)
        await here.until_all("dead", 1)
    city.always = Reply(204)
    return {row["status"]: row for row in await here.deliveries()}


async def test_an_old_finished_delivery_keeps_its_summary_alone(
    here: World, city: Receiver
) -> None:
    kept = await one_of_each(here, city)
    done, dead = kept["done"], kept["dead"]
    at = here.clock()
    assert await cut_down(here.pool, KEPT, at + KEPT - timedelta(hours=1)) == 0
    later = at + KEPT + timedelta(hours=1)
    assert await cut_down(here.pool, KEPT, later) == 1
    assert await cut_down(here.pool, KEPT, later) == 0
    assert await here.pool.fetchval(TRIES, done["id"]) == 0
    found = await delivery(here.pool, done["id"], ALL)
    assert found is not None
    assert (found["status"], found["http_status"], found["tries"]) == ("done", 204, 1)
    assert (found["attempts"], found["cut_at"]) == ([], later)
    assert await here.pool.fetchval(TRIES, dead["id"]) == 2, "a dead one stays whole"


async def test_a_dead_delivery_stays_until_it_is_dismissed_or_sent_again(
    here: World, city: Receiver
) -> None:
    kept = await one_of_each(here, city)
    at, admin = here.clock(), AccountId("admin")
    given_up = Dismissal(delivery_id=kept["dead"]["id"], by=admin, at=at, reason="对方已停用")
    assert await dismiss(here.pool, given_up)
    assert not await dismiss(here.pool, given_up)
    arrived = Dismissal(delivery_id=kept["done"]["id"], by=admin, at=at, reason="x")
    assert not await dismiss(here.pool, arrived), "what arrived is not given up"
    found = await delivery(here.pool, kept["dead"]["id"], ALL)
    assert found is not None
    assert (found["status"], found["dismissed"][0]["reason"]) == ("dismissed", "对方已停用")
    later = at + KEPT + timedelta(hours=1)
    assert await cut_down(here.pool, KEPT, later) == 2
    again = Resend(delivery_id=kept["dead"]["id"], by=admin, at=here.clock(), key=None)
    here.clock.forward(minutes=11)
    assert await resend(here.pool, again) == 1
    async with here.delivering():
        await here.until_all("done", 2)
    whole = await delivery(here.pool, kept["dead"]["id"], ALL)
    assert whole is not None
    assert (whole["cut_at"], len(whole["attempts"])) == (None, 1)


async def test_more_than_one_handful_is_cut_down_at_once(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, interest=ONLY)
    await here.happen(*(here.project("p1") for _ in range(AT_ONCE + 5)))
    at = here.clock()
    await here.pool.execute("UPDATE own.delivery SET status = 'done', finished_at = $1", at)
    assert await cut_down(here.pool, KEPT, at + KEPT + timedelta(days=1)) == AT_ONCE + 5


async def test_keys_lie_wrapped_and_open_to_old_and_new_wrapping(here: World) -> None:
    old, new = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    secret, at = new_secret("k1", os.urandom), Clock()()
    await KeyRing(here.pool, Wrapping([old])).keep(secret, "e1", at)
    (kept,) = await here.rows("SELECT shared, seed FROM own.endpoint_secret WHERE key_id = 'k1'")
    assert secret.shared not in kept["shared"]
    assert secret.seed not in kept["seed"]
    with pytest.raises(NotUnwrapped):
        await KeyRing(here.pool, Wrapping([new])).signing([("k1", None)], at)
    both = KeyRing(here.pool, Wrapping([new, old]))
    assert await both.signing([("k1", None)], at) == [secret]
    await both.wrap_anew()
    assert await KeyRing(here.pool, Wrapping([new])).signing([("k1", None)], at) == [secret]


async def test_keys_kept_in_clear_are_wrapped_at_the_start(here: World) -> None:
    secret, at = new_secret("k1", os.urandom), Clock()()
    await here.pool.execute(
        "INSERT INTO own.endpoint_secret (key_id, endpoint_id, shared, seed, made_at)"
        " VALUES ('k1', 'e1', $1, $2, $3)",
        secret.shared,
        secret.seed,
        at,
    )
    ring = KeyRing(here.pool, Wrapping([os.urandom(KEY_BYTES)]))
    await ring.wrap_anew()
    kept = await here.pool.fetchval("SELECT seed FROM own.endpoint_secret WHERE key_id = 'k1'")
    assert kept != secret.seed
    assert await ring.signing([("k1", None)], at) == [secret]
