"""The dump that `luodi verify --dump` writes: every chain, with all that is needed to check it.

Standard library only, so that it is read wherever there is Python. The form is laid down in
docs/hash-chain.md: a line of JSON that names the form; then for each chain a line of JSON (service,
part, the anchors in it) and the events as PostgreSQL's binary COPY writes two columns, the bytes
that were hashed and the hash.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import IO, Any, cast

FORM = "luodi-dump-1"
_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 30
_GZIP = b"\x1f\x8b"
_COPY_HEADER = Struct(">11sii")
_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_END = b"\xff\xff"
_ROW = Struct(">hi")  # how many columns, how long the first
_COLUMNS = 2
_ENDED = -1
_LENGTH = Struct(">i")
_SHORTEST = 50  # the bytes of an event without names and content

Row = tuple[bytes, bytes]
Anchors = Sequence[Mapping[str, Any]]


class Unreadable(Exception):
    """These bytes are no dump, or not a whole one."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One chain: whose it is, the anchors that were found beside its events, what was published.

    `published` is position and hash (in hex) of the newest of its events that the bus holds.
    """

    service: str
    part: int
    anchors: Anchors
    published: Mapping[str, Any] | None = None

    def line(self) -> bytes:
        """The line that stands before its events."""
        return json.dumps(vars(self), ensure_ascii=False).encode() + b"\n"


class Rows:
    """Cuts a stream of binary COPY into rows."""

    def __init__(self) -> None:
        self._rest = b""
        self._begun = self._ended = False

    def feed(self, data: bytes) -> list[Row]:
        """Return the rows that are complete with these bytes."""
        if self._rest:
            data = self._rest + data
        at = 0
        if not self._begun:
            if len(data) < _COPY_HEADER.size:
                self._rest = data
                return []
            at = self._begin(data)
        rows, at = self._cut(data, at)
        self._rest = data[at:]
        if self._rest[:2] == _END:
            self._ended, self._rest = True, self._rest[2:]
        return rows

    @property
    def rest(self) -> bytes | None:
        """What came behind the end; None while the end has not come."""
        return self._rest if self._ended else None

    def _begin(self, data: bytes) -> int:
        signature, _, extension = _COPY_HEADER.unpack_from(data)
        if signature != _SIGNATURE or extension != 0:
            raise Unreadable
        self._begun = True
        return _COPY_HEADER.size

    def _cut(self, data: bytes, at: int) -> tuple[list[Row], int]:
        rows: list[Row] = []
        size = len(data)
        row, number = _ROW.unpack_from, _LENGTH.unpack_from
        while at + 6 <= size:
            columns, length = row(data, at)
            if columns == _ENDED:
                break
            if columns != _COLUMNS or length < _SHORTEST:
                raise Unreadable
            middle = at + 6 + length
            if middle + 4 > size:
                break
            end = middle + 4 + number(data, middle)[0]
            if end > size:
                break
            rows.append((data[at + 6 : middle], data[middle + 4 : end]))
            at = end
        return rows, at


@contextmanager
def create(path: Path, taken_at: str) -> Iterator[IO[bytes]]:
    """Open a dump for writing; compressed if its name says so."""
    with gzip.open(path, "wb", compresslevel=1) if path.suffix == ".gz" else path.open("wb") as it:
        file = cast(IO[bytes], it)
        file.write(json.dumps({"form": FORM, "taken_at": taken_at}).encode() + b"\n")
        yield file


@contextmanager
def opened(path: Path) -> Iterator["Reader"]:
    """Open a dump for reading."""
    with path.open("rb") as raw:
        compressed = raw.read(2) == _GZIP
        raw.seek(0)
        with gzip.open(raw) if compressed else raw as file:
            yield Reader(cast(IO[bytes], file))


class Reader:
    """Reads a dump: when it was taken, and each chain with its rows, to be taken in that order."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ahead = b""
        beginning = self._line()
        if beginning.get("form") != FORM:
            raise Unreadable
        self.taken_at = str(beginning.get("taken_at"))

    def chains(self) -> Iterator[tuple[Chain, Iterator[list[Row]]]]:
        """Return each chain with its rows; they must be taken before the next chain."""
        while self._ahead or self._fill():
            line = self._line()
            try:
                chain = Chain(**line)
            except TypeError:
                raise Unreadable from None
            yield chain, self._rows()

    def _rows(self) -> Iterator[list[Row]]:
        rows = Rows()
        while rows.rest is None:
            if not self._ahead and not self._fill():
                raise Unreadable
            data, self._ahead = self._ahead, b""
            yield rows.feed(data)
        self._ahead = rows.rest

    def _line(self) -> dict[str, Any]:
        while b"\n" not in self._ahead:
            if len(self._ahead) > _LONGEST_LINE or not self._fill():
                raise Unreadable
        line, _, self._ahead = self._ahead.partition(b"\n")
        try:
            found = json.loads(line)
        except ValueError:
            raise Unreadable from None
        if not isinstance(found, dict):
            raise Unreadable
        return found

    def _fill(self) -> bool:
        try:
            more = self._file.read(_CHUNK)
        except (EOFError, OSError):
            raise Unreadable from None
        self._ahead += more
        return bool(more)
