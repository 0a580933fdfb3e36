"""What routes and background work of this service share."""

import secrets
from dataclasses import dataclass
from typing import Any

from services.notifications.delivery.keys import KeyRing, new_secret
from services.notifications.delivery.signing import Secret
from services.notifications.domain.address import AllowedAddress
from services.notifications.views.bell import Bell
from shared.adapters.runtime import Runtime
from shared.adapters.wrapping import wrapping_of

_NAME = "notifications"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The bell, the keys, and where deliveries may go inside."""

    bell: Bell
    keys: KeyRing
    allowed: tuple[AllowedAddress, ...]

    def new_secret(self, key_id: str) -> Secret:
        """Make a signing key."""
        return new_secret(key_id, secrets.token_bytes)


async def prepare(runtime: Runtime[Any]) -> None:
    """Put the parts together before the first request."""
    keys = KeyRing(runtime.pool, wrapping_of(runtime.settings))
    await keys.wrap_anew()
    runtime.extra[_NAME] = Parts(
        bell=Bell(runtime.settings.database_url),
        keys=keys,
        allowed=tuple(
            AllowedAddress(network=str(entry.network), port=entry.port)
            for entry in runtime.settings.delivery_allow
        ),
    )


def parts_of(runtime: Runtime[Any]) -> Parts:
    """Return the parts of a running service."""
    parts: Parts = runtime.extra[_NAME]
    return parts
