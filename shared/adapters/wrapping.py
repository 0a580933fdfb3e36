"""Secrets at rest: wrapped (AES-256-GCM) by a key that is kept outside the database.

Of several keys the first wraps and every one unwraps, so that a key is replaced by putting another
before it. A service wraps anew at its start what another key had wrapped; then the old key may go.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.adapters.settings import Settings, SettingsError

KEY_BYTES = 32
KEY_FILE = "secret-key"
_NONCE_BYTES = 12
_ID_DIGITS = 16


class NotUnwrapped(Exception):
    """No key at hand opens it, or it is not what was wrapped here."""


class Wrapping:
    """Wraps with the first of these keys and unwraps with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {_name(key): AESGCM(key) for key in keys}
        self.current = _name(keys[0])

    def wrap(self, secret: bytes, of: str) -> bytes:
        """Wrap a secret; it opens only as that of the same thing."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._keys[self.current].encrypt(nonce, secret, of.encode())

    def unwrap(self, wrapped: bytes, by: str | None, of: str) -> bytes:
        """Return the secret. `by` names the key; what no key had wrapped is returned as it is."""
        if by is None:
            return wrapped
        if by not in self._keys:
            raise NotUnwrapped(f"{of}: LUODI_SECRET_KEY lacks the key {by}")
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return self._keys[by].decrypt(nonce, sealed, of.encode())
        except InvalidTag:
            raise NotUnwrapped(f"{of}: was changed, or belongs to something else") from None


def wrapping_of(settings: Settings) -> Wrapping:
    """Return the keys an installation was told; without any, its own file, made when absent."""
    if settings.secret_key is not None:
        return Wrapping(_keys(settings.secret_key.get_secret_value().split(",")))
    path = settings.secret_key_file
    if path is None:
        path = settings.state_dir / KEY_FILE
        _make(path)
    try:
        return Wrapping(_keys(path.read_text(encoding="utf-8").split()))
    except OSError as fault:
        raise _fault(f"{path}: {fault.strerror}") from None


def _keys(words: Sequence[str]) -> list[bytes]:
    keys = [_key(word.strip()) for word in words if word.strip()]
    if not keys:
        raise _fault("no key")
    return keys


def _key(word: str) -> bytes:
    with suppress(binascii.Error, ValueError):
        key = base64.b64decode(word, validate=True)
        if len(key) == KEY_BYTES:
            return key
    raise _fault("a key is 32 bytes in base64")


def _fault(why: str) -> SettingsError:
    return SettingsError(f"环境变量 LUODI_SECRET_KEY 无效: {why}")


def _name(key: bytes) -> str:
    return hashlib.sha256(b"luodi secret key " + key).hexdigest()[:_ID_DIGITS]


def _make(path: Path) -> None:
    """Make a key that its owner alone may read; whoever comes second finds the first one's."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
