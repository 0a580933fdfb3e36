"""Does an endpoint check signatures? It must take a ping signed well and refuse one signed ill."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifications.delivery.courier import Courier
from services.notifications.delivery.outcome import Answer
from services.notifications.delivery.signing import Secret, broken, signed_headers, webhook_id
from services.notifications.domain.address import AllowedAddress
from services.notifications.domain.endpoint_facts import PingAnswer

PING_SECONDS = 10.0
_TAKEN = range(200, 300)
NOT_ASKED = PingAnswer(status=None, failure="not asked")


@dataclass(frozen=True, kw_only=True)
class Ping:
    """联通测试: what is sent to which endpoint."""

    endpoint_id: str
    url: str
    event_id: str
    source: str
    at: datetime

    @property
    def body(self) -> bytes:
        """The CloudEvent of the ping."""
        plain = {
            "specversion": "1.0",
            "id": self.event_id,
            "source": self.source,
            "type": "cn.luodi.notifications.EndpointPing.v1",
            "subject": f"endpoint-{self.endpoint_id}",
            "time": self.at.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": {"endpoint_id": self.endpoint_id},
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


async def ping(
    what: Ping, secrets: Sequence[Secret], allowed: Sequence[AllowedAddress]
) -> tuple[PingAnswer, PingAnswer]:
    """Send both; the forged one only where the other was taken."""
    body = what.body
    headers = signed_headers(webhook_id(what.event_id), what.at, body, secrets, 1)
    async with Courier(allowed, total_seconds=PING_SECONDS) as courier:
        signed = await courier.post(what.url, headers, body)
        if signed.status not in _TAKEN:
            return _answer(signed), NOT_ASKED
        forged = await courier.post(what.url, broken(headers), body)
    return _answer(signed), _answer(forged)


def _answer(answer: Answer) -> PingAnswer:
    failure = answer.failure.value if answer.failure is not None else None
    return PingAnswer(status=answer.status, failure=failure)
