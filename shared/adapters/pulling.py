"""A durable consumer's messages, as they come: one request stands at the broker at a time.

The client library's own fetch now and then leaves a request behind after a quiet time. The next
message is given to that one, and fetch waits until it is full or runs out: seconds in which nobody
hears anything (seen with nats-py 2.16). Here every request has an inbox of its own, so that
what the broker says of an old one is known as such, and whatever has come is handed out at once.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import Header

from shared.adapters.trouble import BUS_AWAY

MOST = 200
_RAN_OUT = "408"
_GRACE = 1.0
_LOOK = 1.0


class Pull:
    """The messages of a durable consumer, at most so many ahead of who takes them."""

    def __init__(self, client: Client, subject: str, patience: float) -> None:
        self._client = client
        self._subject = subject
        self._patience = patience
        self.inbox = client.new_inbox()
        self._requests = (f"{self.inbox}.{number}" for number in count())
        self._request = ""
        self._connection: int | None = None
        self._left = 0
        self._come: list[Msg] = []
        self._complaint: str | None = None
        self._changed = asyncio.Event()

    async def messages(self) -> Sequence[Msg]:
        """Return all that has come, as soon as anything has; nothing where all is quiet.

        Raises NatsError where the broker gives out nothing, such as for a consumer it has lost.
        """
        if self._left <= 0 and not self._come and not self._waits_for_broker():
            await self._ask()
        await self._word()
        if not self._changed.is_set():
            self._left = 0  # the request was lost on its way, or with the broker it stood at
        self._changed.clear()
        come, self._come = self._come, []
        if self._complaint is not None and not come:
            raise NatsError(self._complaint)
        return come

    async def hear(self, message: Msg) -> None:
        """Keep a message; the broker's word on the request that stands ends it."""
        status = (message.headers or {}).get(Header.STATUS)
        if status is None:
            self._left -= 1
            self._come.append(message)
        elif message.subject == self._request:
            self._left = 0
            if status != _RAN_OUT:
                self._complaint = f"{status} {(message.headers or {}).get(Header.DESCRIPTION, '')}"
        self._changed.set()

    def _now_on(self) -> int | None:
        """Return which connection to the broker there is, None while there is none."""
        return self._client.stats["reconnects"] if self._client.is_connected else None

    def _waits_for_broker(self) -> bool:
        """Say whether what is asked now would only pile up until there is a connection again."""
        return self._now_on() is None and not self._client.is_closed

    async def _word(self) -> None:
        """Wait for a word on the request; it stands no more once there is another connection."""
        left = self._patience + _GRACE
        while left > 0 and not self._changed.is_set() and self._stands():
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, _LOOK)):
                    await self._changed.wait()
            left -= _LOOK

    def _stands(self) -> bool:
        return self._now_on() in (None, self._connection)

    async def _ask(self) -> None:
        self._request, self._left, self._complaint = next(self._requests), MOST, None
        self._connection = self._now_on()
        asked = {"batch": MOST, "expires": int(self._patience * 1e9)}
        await self._client.publish(self._subject, json.dumps(asked).encode(), reply=self._request)

    async def give_back(self) -> None:
        """Let the broker bring again what nobody took."""
        for message in self._come:
            await message.nak()


@asynccontextmanager
async def pulling(
    client: Client, stream: str, consumer: str, patience: float = 5.0
) -> AsyncIterator[Pull]:
    """Take a consumer's messages; a request that nothing answers is repeated after seconds."""
    pull = Pull(client, f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}", patience)
    subscription = await client.subscribe(f"{pull.inbox}.*", cb=pull.hear)
    try:
        yield pull
    finally:
        with suppress(*BUS_AWAY):
            async with asyncio.timeout(_GRACE):
                await subscription.drain()  # type: ignore[no-untyped-call]  # nats-py leaves it so
        with suppress(*BUS_AWAY):
            await pull.give_back()
