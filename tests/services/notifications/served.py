"""Notifications really served, with access for tokens; other services' events come over the bus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import nats
from nats.aio.client import Client

from shared.contracts.envelope import SEQUENCE_HEADER, CloudEvent, subject_of
from tests.harness.polling import eventually
from tests.harness.receiver import Receiver, receiver
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.services.notifications.telling import Clock, Teller


@dataclass
class Served:
    """The running installation, two receivers it may reach, and a voice on the bus."""

    installation: Installation
    city: Receiver
    other: Receiver
    client: Client
    teller: Teller = field(default_factory=lambda: Teller(clock=Clock()))

    async def login(self, name: str) -> httpx.AsyncClient:
        """Return a client with a person's token."""
        return await self.installation.login(name)

    async def partner(self) -> httpx.AsyncClient:
        """Return a client with the partner system's token."""
        client = self.installation.client()
        form = {
            "grant_type": "client_credentials",
            "client_id": "partner",
            "client_secret": "Luodi-2026",
        }
        answer = await client.post("/api/v1/token", data=form)
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    async def publish(self, name: str, project: str, **more: Any) -> CloudEvent:
        """Publish an event of a project as that service does."""
        event = self.teller.project(project, name, **more)
        await self.client.jetstream().publish(
            subject_of(event.service, 1, name, event.subject),
            event.model_dump_json(exclude_none=True).encode(),
            headers={
                "Nats-Msg-Id": f"{event.service}-1-{event.position}",
                SEQUENCE_HEADER: event.sequence,
            },
        )
        return event

    async def create(self, project: str, park: str = "inspection-park") -> CloudEvent:
        """Publish that there is a project."""
        data = {"project_id": project, "name": f"项目{project}", "park": park}
        return await self.publish("ProjectCreated", project, data=data)

    async def fed(self, event: CloudEvent) -> int:
        """Wait until an event is in the feed, and return its position there."""
        pool = self.installation.services["notifications"].runtime.pool
        query = "SELECT position FROM own.feed WHERE event_id = $1::text::uuid"
        position: int = await eventually(lambda: pool.fetchval(query, event.id))
        return position


@asynccontextmanager
async def serving(cluster: Cluster, broker: str, folder: Path) -> AsyncIterator[Served]:
    """Run it all."""
    async with receiver() as city, receiver() as other:
        ports = f"127.0.0.0/8:{city.port},127.0.0.0/8:{other.port}"
        async with installation(
            cluster, broker, folder, "notifications", LUODI_DELIVERY_ALLOW=ports
        ) as running:
            client = await nats.connect(broker)
            try:
                yield Served(running, city, other, client)
            finally:
                await client.close()
