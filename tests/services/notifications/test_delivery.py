"""Deliveries to real receivers: signatures, outcomes, tries, dead letters."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.notifications.domain.endpoint_facts import Interest, Profile
from services.notifications.views.deliveries import Resend, delivery, resend
from shared.contracts.envelope import CloudEvent
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role, Visibility
from tests.harness.receiver import Receiver, Reply
from tests.services.notifications.telling import message_id
from tests.services.notifications.world import World

EVERYTHING = Visibility(everything=True)


async def delivered_to(here: World, city: Receiver, **more: object) -> str:
    """An endpoint of a partner who may hear everything; its verification is delivered already."""
    await here.grant("city", Role.PARTNER_SYSTEM)
    endpoint_id = await here.endpoint(city, **more)  # type: ignore[arg-type]
    async with here.delivering():
        await here.until_all("done", 1)
    city.received.clear()
    return endpoint_id


async def attempts(here: World, event: CloudEvent) -> list[tuple[int, str, int | None]]:
    rows = await here.rows(
        "SELECT a.number, a.verdict, a.http_status FROM own.attempt a"
        " JOIN own.delivery d ON d.id = a.delivery_id JOIN own.feed f USING (position)"
        " WHERE f.event_id = $1 ORDER BY number",
        UUID(event.id),
    )
    return [(row["number"], row["verdict"], row["http_status"]) for row in rows]


async def test_a_delivery_arrives_signed_and_an_independent_library_verifies_it(
    here: World, city: Receiver
) -> None:
    endpoint_id = await delivered_to(here, city)
    event = here.project("p1", data={"project_id": "p1", "name": "轨道交通一号线"})
    await here.happen(event)
    async with here.delivering():
        await here.until_all("done", 2)
    request = city.received[0]
    secret = here.secrets[endpoint_id].shown
    told = Webhook(secret).verify(request.body, request.headers)
    assert (told["id"], told["data"]["name"]) == (event.id, "轨道交通一号线")
    assert request.headers["webhook-id"] == message_id(event)
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    stored = await here.pool.fetchval(
        "SELECT body FROM own.feed WHERE event_id = $1", UUID(event.id)
    )
    assert request.body == stored
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(request.body.replace(b"p1", b"p2"), request.headers)


async def test_a_thin_endpoint_is_told_where_to_read(here: World, city: Receiver) -> None:
    await delivered_to(here, city, profile=Profile.THIN)
    event = here.project("p1", data={"name": "secret plans"})
    await here.happen(event)
    async with here.delivering():
        await city.wait_for(1)
    assert b"secret plans" not in city.received[0].body
    assert json.loads(city.received[0].body)["dataref"].endswith(event.id)


async def test_what_fails_is_tried_again_by_the_schedule_with_a_fresh_signature(
    here: World, city: Receiver
) -> None:
    endpoint_id = await delivered_to(here, city)
    here.draw = 0.5
    event = here.project("p1")
    city.answers(Reply(500, body=b"no luck"), Reply(503))
    await here.happen(event)
    async with here.delivering():
        await here.until("SELECT max(number) = 1 FROM own.attempt WHERE http_status = 500")
        row = (await here.deliveries())[-1]
        assert row["status"] == "pending"
        wait = row["next_attempt_at"] - here.clock()
        assert timedelta(seconds=4.5) < wait <= timedelta(seconds=5.5)
        here.clock.forward(seconds=6)
        await city.wait_for(2)
        await here.until("SELECT count(*) = 1 FROM own.attempt WHERE http_status = 503")
        wait = (await here.deliveries())[-1]["next_attempt_at"] - here.clock()
        assert timedelta(seconds=31) < wait <= timedelta(seconds=33)
        here.clock.forward(seconds=34)
        await here.until_all("done", 2)
    assert [request.headers["webhook-id"] for request in city.received] == [message_id(event)] * 3
    assert [request.headers["webhook-attempt"] for request in city.received] == ["1", "2", "3"]
    stamps = [int(request.headers["webhook-timestamp"]) for request in city.received]
    assert stamps[1] - stamps[0] >= 6
    assert stamps[2] - stamps[1] >= 34
    for request in city.received:
        Webhook(here.secrets[endpoint_id].shown).verify(request.body, request.headers)
    assert await attempts(here, event) == [(1, "retry", 500), (2, "retry", 503), (3, "ok", 204)]


async def test_after_the_last_try_a_delivery_is_dead_and_kept_and_its_owner_told(
    here: World, city: Receiver
) -> None:
    endpoint_id = await delivered_to(here, city, retries=(5, 30))
    city.always = Reply(500)
    event = here.project("p1")
    await here.happen(event)
    async with here.delivering():
        for number in (1, 2, 3):
            await city.wait_for(number)
            await here.until(
                "SELECT count(*) >= $1 FROM own.attempt WHERE http_status = 500", number
            )
            here.clock.forward(minutes=1)
        await here.until_all("dead", 1)
        here.clock.forward(days=3)
        await here.until("SELECT count(*) = 1 FROM es.event WHERE type = 'EndpointDegraded'")
    assert len(city.received) == 3
    assert len(await attempts(here, event)) == 3
    await here.hear_own()
    told = await here.rows("SELECT kind FROM own.inbox WHERE account = 'city'")
    assert [row["kind"] for row in told] == ["notifications.EndpointDegraded"]
    city.always = Reply(204)
    async with here.delivering():
        await here.until_all("done", 2)
        await here.until("SELECT count(*) = 1 FROM es.event WHERE type = 'EndpointRecovered'")
    shown = [row["status"] for row in await here.deliveries(endpoint_id)]
    assert sorted(shown) == ["dead", "done", "done"]


async def test_a_dead_letter_can_be_sent_again_under_its_old_id(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city, retries=(1,))
    city.always = Reply(500)
    event = here.project("p1")
    await here.happen(event)
    async with here.delivering():
        await city.wait_for(1)
        await here.until("SELECT count(*) = 1 FROM own.attempt WHERE http_status = 500")
        here.clock.forward(seconds=2)
        await here.until_all("dead", 1)
        dead = next(row for row in await here.deliveries() if row["status"] == "dead")
        city.always = Reply(200, body=b"at last")
        asked = Resend(delivery_id=dead["id"], by=AccountId("admin"), at=here.clock(), key=None)
        here.clock.forward(minutes=11)
        assert await resend(here.pool, asked) == 1
        await here.until_all("dead", 0)
        await here.until("SELECT status = 'done' FROM own.delivery WHERE id = $1", dead["id"])
    assert {request.headers["webhook-id"] for request in city.received} == {message_id(event)}
    shown = await delivery(here.pool, dead["id"], EVERYTHING)
    assert shown is not None
    assert [one["verdict"] for one in shown["attempts"]] == ["retry", "retry", "ok"]
    assert shown["attempts"][-1]["body_head"] == "at last"
    assert [one["by_account"] for one in shown["resent"]] == ["admin"]


async def test_what_is_still_open_is_not_sent_again(here: World, city: Receiver) -> None:
    await delivered_to(here, city)
    await here.happen(here.project("p1"))
    open_one = (await here.deliveries())[-1]["id"]
    asked = Resend(delivery_id=open_one, by=AccountId("admin"), at=here.clock(), key=None)
    assert await resend(here.pool, asked) is None


async def test_throttling_uses_up_no_try_and_retry_after_is_honoured(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city)
    city.answers(Reply(429, {"Retry-After": "7"}), Reply(503, {"Retry-After": "90"}))
    await here.happen(here.project("p1"))
    async with here.delivering():
        await here.until("SELECT count(*) = 1 FROM own.attempt WHERE verdict = 'throttle'")
        assert (await here.deliveries())[-1]["attempt"] == 0
        await here.happen(here.project("p2"))
        here.clock.forward(seconds=5)
        assert not await here.ledger().claim(here.clock(), here.clock(), 9, 9)
        assert len(city.received) == 1
        here.clock.forward(seconds=3)
        await here.until("SELECT count(*) = 2 FROM own.attempt WHERE verdict = 'throttle'")
        until = await here.pool.fetchval("SELECT open_until FROM own.receiver")
        assert timedelta(seconds=88) < until - here.clock() <= timedelta(seconds=90)
        here.clock.forward(seconds=91)
        await here.until_all("done", 3)
    assert await here.rows("SELECT attempt FROM own.delivery WHERE attempt <> 1") == []


async def test_a_redirect_and_a_refusal_are_tried_again_slowly(here: World, city: Receiver) -> None:
    await delivered_to(here, city)
    for reply in (Reply(302, {"Location": "http://127.0.0.1:1/"}), Reply(401)):
        city.answers(reply)
        event = here.project("p1")
        await here.happen(event)
        async with here.delivering():
            await here.until(
                "SELECT count(*) = 1 FROM own.attempt WHERE http_status = $1", reply.status
            )
            wait = (await here.deliveries())[-1]["next_attempt_at"] - here.clock()
            assert timedelta(minutes=9, seconds=55) < wait <= timedelta(minutes=10)
            here.clock.forward(minutes=11)
            await here.until("SELECT bool_and(status = 'done') FROM own.delivery")
        assert [verdict for _, verdict, _ in await attempts(here, event)] == ["config", "ok"]


async def test_gone_disables_the_endpoint_and_what_comes_up_is_kept(
    here: World, city: Receiver
) -> None:
    endpoint_id = await delivered_to(here, city)
    city.always = Reply(410)
    await here.happen(here.project("p1"))
    async with here.delivering():
        await here.until("SELECT count(*) = 1 FROM es.event WHERE type = 'EndpointDisabled'")
        await here.hear_own()
        await here.happen(here.project("p2"))
        here.clock.forward(days=2)
        assert len(city.received) == 1
        rows = await here.deliveries(endpoint_id)
        assert {row["status"] for row in rows[1:]} == {"pending"}
        shown = await delivery(here.pool, rows[-1]["id"], EVERYTHING)
        assert shown is not None
        assert shown["status"] == "parked"
        city.always = Reply(204)
        await here.enable(endpoint_id)
        await here.until("SELECT bool_and(status = 'done') FROM own.delivery")
    assert await here.rows("SELECT 1 FROM own.delivery WHERE status = 'dead'") == []


async def test_while_a_key_is_replaced_both_sign_and_then_the_new_one_alone(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    endpoint_id = await here.endpoint(city, interest=Interest(services=("projects",)))
    old = here.secrets[endpoint_id]
    new = await here.rotate(endpoint_id, here.clock() + timedelta(minutes=2))
    await here.happen(here.project("p1"))
    async with here.delivering():
        await city.wait_for(1)
        for secret in (old, new):
            Webhook(secret.shown).verify(city.received[0].body, city.received[0].headers)
        here.clock.forward(minutes=3)
        await here.happen(here.project("p2"))
        await city.wait_for(2)
    last = city.received[-1]
    Webhook(new.shown).verify(last.body, last.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old.shown).verify(last.body, last.headers)


async def test_nothing_waits_for_ever(here: World, city: Receiver) -> None:
    endpoint_id = await delivered_to(here, city)
    await here.pause(endpoint_id)
    await here.happen(here.project("p1"))
    here.clock.forward(days=29)
    await here.ledger().tidy(here.clock())
    assert (await here.deliveries())[-1]["status"] == "pending"
    here.clock.forward(days=2)
    await here.ledger().tidy(here.clock())
    row = (await here.deliveries())[-1]
    assert (row["status"], row["verdict"]) == ("dead", "expired")


async def test_how_things_stand_is_measured(here: World, city: Receiver) -> None:
    endpoint_id = await delivered_to(here, city)
    await here.happen(here.project("p1"), here.project("p2"))
    here.clock.forward(seconds=30)
    measured = await here.ledger().measure(here.clock())
    assert (measured.open, measured.parked, measured.dead) == (2, 0, 0)
    assert 29 < measured.lag_seconds < 40
    await here.pause(endpoint_id)
    measured = await here.ledger().measure(here.clock())
    assert (measured.open, measured.parked, measured.lag_seconds) == (0, 3, 0)
