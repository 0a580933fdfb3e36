"""The table: a row per figure, with its baseline, its target and whether that is met."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HEADS = ("what", "at", "measured", "p50 / p99", "baseline", "ratio", "target", "met")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure. `met` None: it is told, not judged."""

    what: str
    at: str
    ours: str
    spread: str = ""
    baseline: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        met = {True: "yes", False: "not met", None: ""}[self.met]
        return (
            self.what,
            self.at,
            self.ours,
            self.spread,
            self.baseline,
            ratio,
            self.target,
            met,
        )


def per_second(rate: float) -> str:
    """Write a rate: two digits are all that such a machine is good for, three are written."""
    if rate >= 10_000:
        return f"{rate / 1000:.1f} k/s"
    return f"{rate:,.0f} /s"


def events(size: int, what: str = "events") -> str:
    """Write a size."""
    return f"{size // 1000:,} k {what}"


def ms(value: float) -> str:
    """Write milliseconds."""
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"


def spread(p50: float, p99: float) -> str:
    """Write both percentiles, given in milliseconds."""
    return f"{ms(p50)} / {ms(p99)}"


def as_text(rows: Sequence[Row]) -> str:
    """Lay the rows out for a terminal."""
    lines = [HEADS, *(row.cells for row in rows)]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def as_markdown(rows: Sequence[Row]) -> str:
    """Lay the rows out for a document."""
    lines = [HEADS, tuple("---" for _ in HEADS), *(row.cells for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
