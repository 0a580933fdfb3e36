"""From a command to the signed webhook at a partner's, at a steady pace."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import time

import aiohttp
import asyncpg
import httpx
from standardwebhooks.webhooks import Webhook
from uuid_utils.compat import uuid7

from benchmarks import bare, histories
from benchmarks.commanding import FOLLOW_UP
from benchmarks.measuring import Measured, Sample, interleaved
from benchmarks.pace import Asked, at_pace, paced
from benchmarks.site import Running, Site
from benchmarks.table import Row, spread
from luodi.sample_accounts import connect, sign_in
from shared.adapters.settings import Service
from tests.harness.receiver import Receiver, receiver
from tests.system.whole import acted, made

RATE = 50
SECONDS = 4
WARM_UP = 1
REPETITIONS = 2
NUMBER = RATE * SECONDS
LENGTH = 2
MODULES: Mapping[Service, str] = {
    name: f"services.{name}" for name in ("access", "leads", "notifications")
}


async def rows(site: Site) -> list[Row]:
    """Follow-ups on leads, 50 a second, and a partner that is told of everything about leads.

    From the moment the command is due to be sent to the moment the whole webhook is there; its
    signature is checked before it is answered. Beside it the same by hand: INSERT, sign, POST.
    """
    async with receiver() as city, site.broker() as bus:
        told = {"LUODI_DELIVERY_ALLOW": f"127.0.0.0/8:{city.port}"}
        async with site.services(bus, MODULES, **told) as running:
            way = await _begun(running, city)
            async with _by_hand(await site.plain(), city) as plain:
                measured = await interleaved(
                    REPETITIONS + WARM_UP, {"ours": way.measured, "plain": plain.measured}
                )
    warm = {name: Measured(samples=one.samples[WARM_UP:]) for name, one in measured.items()}
    return [_row(warm["ours"], warm["plain"])]


def _row(ours: Measured, plain: Measured) -> Row:
    p50, p99 = ours.milliseconds(0.5), ours.milliseconds(0.99)
    plain50, plain99 = plain.milliseconds(0.5), plain.milliseconds(0.99)
    return Row(
        what="command → signed webhook received",
        at=f"{RATE} a second",
        ours=f"{sum(len(one.latencies) for one in ours.samples):,} webhooks",
        spread=spread(p50, p99),
        baseline=f"{spread(plain50, plain99)} by hand",
        ratio=p50 / plain50,
        target="p50 < 30 ms, p99 < 120 ms",
        met=p50 < 30 and p99 < 120,
    )


@dataclass(frozen=True, kw_only=True)
class Way:
    """The services on the way, and who is told at its end."""

    leads: Running
    city: Receiver
    headers: Mapping[str, str]

    async def measured(self) -> Sample:
        """Act, each time on a lead of its own; return how long each webhook took."""
        before = len(self.city.received)
        names = await histories.leads(self.leads.database.url, NUMBER, LENGTH)
        before = len(await self.city.wait_for(before + LENGTH * NUMBER, 60))
        answered = await paced(self.leads.port, [self._asked(name) for name in names], RATE)
        due = {_message_id(one.body["event_ids"][0]): one.due_at for one in answered}
        received = (await self.city.wait_for(before + NUMBER, 60))[before:]
        at = {one.headers["webhook-id"]: one.at for one in received}
        return Sample(rate=RATE, latencies=[at[name] - due_at for name, due_at in due.items()])

    def _asked(self, name: str) -> Asked:
        return Asked(
            path=f"/api/v1/leads/{name}/follow-ups",
            body=FOLLOW_UP,
            headers={**self.headers, "If-Match": f'"v{LENGTH}"', "Idempotency-Key": name},
        )


def _message_id(event_id: str) -> str:
    return f"msg_{event_id.replace('-', '')}"


async def _begun(running: Mapping[Service, Running], city: Receiver) -> Way:
    """Sign in, register the partner's endpoint and have it verified."""
    async with httpx.AsyncClient(base_url=running["access"].url, trust_env=False) as client:
        specialist = await sign_in(client, "specialist")
        partner = await connect(client)
    url = running["notifications"].url
    async with httpx.AsyncClient(base_url=url, headers=partner, trust_env=False) as client:
        registered = await made(
            client, "/api/v1/endpoints", url=city.url, interest={"services": ["leads"]}
        )
        city.secrets = [registered["secret"]]
        await acted(client, f"/api/v1/endpoints/{registered['id']}", "pings")
    return Way(leads=running["leads"], city=city, headers=specialist)


@dataclass(frozen=True, kw_only=True)
class Hand:
    """The plain way: store it, sign it, send it."""

    pool: asyncpg.Pool
    http: aiohttp.ClientSession
    city: Receiver

    async def measured(self) -> Sample:
        """Do so at the same pace."""
        await self.pool.execute("TRUNCATE plain_event")
        before = len(self.city.received)
        due = await at_pace([partial(self._tell, number) for number in range(NUMBER)], RATE)
        at = {one.headers["webhook-id"]: one.at for one in self.city.received[before:]}
        return Sample(rate=RATE, latencies=[at[name] - due_at for name, due_at in due])

    async def _tell(self, number: int) -> tuple[str, float]:
        due_at, words = time(), FOLLOW_UP.encode()
        event_id = uuid7()
        await self.pool.fetchval(
            bare.INSERT, event_id, f"lead-{number}", 1, "Followed", words, bare.META
        )
        name, now = _message_id(str(event_id)), datetime.now(UTC)
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.city.secrets[0]).sign(name, now, FOLLOW_UP),
        }
        async with self.http.post(self.city.url, data=words, headers=headers) as answer:
            answer.raise_for_status()
        return name, due_at


@asynccontextmanager
async def _by_hand(url: str, city: Receiver) -> AsyncIterator[Hand]:
    pool = await asyncpg.create_pool(url, min_size=4, max_size=4)
    async with aiohttp.ClientSession() as http:
        yield Hand(pool=pool, http=http, city=city)
    await pool.close()
