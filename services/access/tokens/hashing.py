"""Passwords to hashes, beside the event loop, and never more at once than the machine bears."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")

AT_ONCE = 2
WAITING = 40


class TooBusy(Exception):
    """繁忙: more sign-ins are waiting than can be served in good time."""


class Hasher:
    """Argon2id with the library's recommended costs (RFC 9106, low memory)."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody = ""

    async def prepare(self) -> None:
        """Make the hash that is compared with when there is nobody to compare with."""
        self._nobody = await self.hash("nobody's password, compared to take the same time")

    async def hash(self, password: str) -> str:
        """Return the hash of a password."""
        return await self._beside(lambda: self._argon2.hash(password))

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Tell whether it is the password; without a hash this takes as long, and it is not."""
        right = await self._beside(lambda: self._verified(hashed or self._nobody, password))
        return right and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""
        return self._argon2.check_needs_rehash(hashed)

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _beside(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
