"""The last look before a connection: at the address really dialled, after the name was resolved.

A look at the URL alone would be undone by a name that leads inside, at once or the second time.
"""

import errno
import socket
from collections.abc import Sequence
from typing import Any

from services.notifications.domain.address import AllowedAddress, may_dial


class AddressRefused(OSError):
    """This address is not open to deliveries."""

    def __init__(self, address: str, port: int) -> None:
        super().__init__(errno.EACCES, f"deliveries may not go to {address} port {port}")


class Guard:
    """Makes the sockets of one kind of connection, with TLS or plain."""

    def __init__(self, allowed: Sequence[AllowedAddress], *, plain: bool) -> None:
        self._allowed = tuple(allowed)
        self._plain = plain

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a socket for a resolved address, or refuse it."""
        family, kind, protocol, _, target = info
        address, port = str(target[0]), int(target[1])
        if not may_dial(address, port, self._allowed, plain=self._plain):
            raise AddressRefused(address, port)
        return socket.socket(family=family, type=kind, proto=protocol)
