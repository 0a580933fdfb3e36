"""Anchors as they are found: files in a folder, events in a store or on the bus.

Needs nothing but Python and the cryptography package. Whoever holds a public key outside can name
it; an anchor signed by another key then counts as forged.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.kernel.hash_chain import Anchor, signed_bytes

ALGORITHM = "ed25519"
_POSITIONS = 1 << 63
Content = Mapping[str, Any]
Found = tuple[str, Content]  # where it was found, and what it says


class Notaries:
    """Tells true anchors from forged ones, and remembers whose keys it has met."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._known = frozenset(keys)
        self.met: set[str] = set()

    def read(self, content: Content, service: str, part: int, found_in: str) -> Anchor:
        """Return an anchor of this chain; whatever is wrong with it counts as a bad signature."""
        try:
            position, head = _position(content), b64decode(content["head"], validate=True)
            holds = self._holds(content, signed_bytes(service, part, position, head))
        except (KeyError, TypeError, ValueError):
            return Anchor(position=0, head=b"", signature_holds=False, found_in=found_in)
        return Anchor(position=position, head=head, signature_holds=holds, found_in=found_in)

    def _holds(self, content: Content, signed: bytes) -> bool:
        try:
            key = str(content["key_id"])
            signature = b64decode(content["signature"], validate=True)
            if content["algorithm"] != ALGORITHM or (self._known and key not in self._known):
                return False
            Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(signature, signed)
        except (InvalidSignature, KeyError, TypeError, ValueError):
            return False
        self.met.add(key)
        return True


def _position(content: Content) -> int:
    position = content["position"]
    if not isinstance(position, int) or not 0 < position < _POSITIONS:
        raise ValueError(position)
    return position


def in_folder(folder: Path, service: str, until: str | None = None) -> Iterator[Found]:
    """Return the anchors of a service that lie in a folder; `until` leaves out later ones."""
    for path in sorted((folder / service).glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            content = {}
        if not isinstance(content, dict):
            content = {}
        if until is None or str(content.get("at", "")) <= until:
            yield str(path), content


def anchored(folder: Path) -> set[str]:
    """Return the services of which anchors lie in a folder."""
    return {path.parent.name for path in folder.glob("*/*.json")}
