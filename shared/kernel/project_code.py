"""The code the national platform gives an investment project, in both its generations.

Only the shape is checked. The last digit of the newer generation is a check digit whose rule is
not published; whether a code was ever given only the platform can say.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from shared.kernel.rejected import Rejected

_SEGMENTS = re.compile(
    r"(?P<time>\d{4})-(?P<division>\d{6})-(?P<third>\d{2})-(?P<kind>\d{2})-(?P<tail>\d{5,6})"
)
_TWENTY_DIGITS = re.compile(r"(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})")
_YEAR_CODED = re.compile(r"201[5-9]|2020")
_MONTH_CODED = re.compile(r"(?:20(?=1)|2[1-9]|[3-9]\d)(?:0[1-9]|1[0-2])")
_FULL_TAIL = 6


class Generation(StrEnum):
    """代: which rule a code was made by."""

    YEAR = "year-coded"
    MONTH = "month-coded"


@dataclass(frozen=True)
class ProjectCode:
    """项目代码: five groups of digits, `2101-330109-04-01-123456`.

    Codes of 2015 to 2020 begin with the year and may end in five digits; since late 2020 they
    begin with year and month (YYMM). The division may be a park's own, unknown to GB/T 2260.
    """

    value: str

    def __post_init__(self) -> None:
        _segments(self.value)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as people type it, with spaces, long or full-width hyphens, or none."""
        plain = re.sub(r"[—–−‐‑]", "-", unicodedata.normalize("NFKC", text))
        plain = re.sub(r"\s", "", plain)
        if bare := _TWENTY_DIGITS.fullmatch(plain):
            plain = "-".join(bare.groups())
        return cls(plain)

    @property
    def generation(self) -> Generation:
        """Which of the two rules made it; no code fits both."""
        return Generation.YEAR if _YEAR_CODED.fullmatch(self.value[:4]) else Generation.MONTH

    @property
    def division_code(self) -> str:
        """行政区划代码, or the pseudo code of a park."""
        return _segments(self.value)["division"]

    def __str__(self) -> str:
        return self.value


def _segments(code: str) -> re.Match[str]:
    found = _SEGMENTS.fullmatch(code) if code.isascii() else None
    if found is None:
        raise _rejected("shape", code, "a project code is 4-6-2-2-6 digits")
    if _YEAR_CODED.fullmatch(found["time"]):
        return found
    if not _MONTH_CODED.fullmatch(found["time"]):
        raise _rejected("time", code, "the first four digits are neither a year nor YYMM")
    if len(found["tail"]) != _FULL_TAIL:
        raise _rejected("tail", code, "a code of this generation ends in six digits")
    return found


def _rejected(what: str, code: str, detail: str) -> Rejected:
    return Rejected(f"project-code-{what}", detail, project_code=code[:40])
