"""One try from beginning to end: keys, signature, courier."""

import logging
from collections.abc import Callable
from datetime import datetime

from services.notifications.delivery.book import Claimed, Finished
from services.notifications.delivery.courier import Courier
from services.notifications.delivery.keys import KeyRing
from services.notifications.delivery.outcome import Answer, Failure
from services.notifications.delivery.signing import signed_headers, webhook_id

log = logging.getLogger(__name__)


class Sender:
    """Tries a claimed delivery; `now` is the clock of all deliveries."""

    def __init__(self, courier: Courier, keys: KeyRing, now: Callable[[], datetime]) -> None:
        self._courier = courier
        self._keys = keys
        self.now = now

    async def try_once(self, claimed: Claimed) -> Finished:
        """Send it, and say what came of it: whatever that is, the delivery is not left lying."""
        started_at = self.now()
        try:
            answer = await self._send(claimed, started_at)
        except Exception as error:
            log.exception("a try failed in an unknown way")
            answer = Answer(failure=Failure.BROKEN_OFF, detail=type(error).__name__)
        return Finished(claimed=claimed, answer=answer, started_at=started_at)

    async def _send(self, claimed: Claimed, at: datetime) -> Answer:
        secrets = await self._keys.signing(claimed.keys, at)
        name = webhook_id(claimed.event_id)
        headers = signed_headers(name, at, claimed.body, secrets, claimed.claims)
        return await self._courier.post(claimed.url, headers, claimed.body)
