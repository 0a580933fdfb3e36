"""One write for what is answered at once: a server hands over the head of an answer, then its body.

Each by itself would cost both sides a call into the system, which is more than a short answer takes
to make.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Gathered:
    """A transport that writes once what it was given since the loop came by last."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._given: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Take what is to be written."""
        if not self._given:
            asyncio.get_running_loop().call_soon(self._write)
        self._given.append(data)

    def close(self) -> None:
        """Close behind what is still to be written."""
        self._write()
        self._transport.close()

    def _write(self) -> None:
        given, self._given = self._given, []
        if given and not self._transport.is_closing():
            self._transport.write(b"".join(given))


class OneWrite(HttpToolsProtocol):
    """The server's protocol over such a transport."""

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        super().connection_made(Gathered(transport))  # type: ignore[arg-type]
