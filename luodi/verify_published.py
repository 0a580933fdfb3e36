"""What was published against what is stored: the bus has seen what no anchor has seen yet.

Between two anchors who may write to the database can cut the newest events off, or make them and
their hashes anew. The relay published them moments after they were stored; the newest message of a
service carries position and hash. Nobody signed it, so that it proves nothing where it agrees.
"""

from collections.abc import Sequence
from struct import Struct

from luodi.chain_dump import Chain, Row, Unreadable
from luodi.texts import text

_POSITION = Struct(">4xq")


class Published:
    """Follows a chain up to the newest position that is published. Feed it like the verifier."""

    def __init__(self, chain: Chain) -> None:
        self._position, self._hash = _told(chain)
        self._reached = 0
        self._stored: bytes | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Take events in the order stored."""
        if not rows or self._reached >= self._position:
            return
        self._reached = _at(rows[-1])
        if self._reached >= self._position:
            found = [stored for body, stored in rows if _at((body, stored)) == self._position]
            self._stored = found[-1] if found else None

    def findings(self) -> list[str]:
        """Say what does not fit, once everything was taken."""
        if self._reached < self._position:
            first, last = self._reached + 1, self._position
            span = f"{first}" if first == last else f"{first}—{last}"
            return [text("fault-unstored", span=span)]
        if self._stored not in {None, self._hash}:
            return [text("fault-published-otherwise", position=self._position)]
        return []


def _told(chain: Chain) -> tuple[int, bytes]:
    if chain.published is None:
        return 0, b""
    try:
        return int(chain.published["position"]), bytes.fromhex(chain.published["hash"])
    except (KeyError, TypeError, ValueError):
        raise Unreadable from None


def _at(row: Row) -> int:
    position: int = _POSITION.unpack_from(row[0])[0]
    return position
