"""The code every organisation in China is registered under (GB 32100-2015)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from stdnum.cn import uscc

from shared.kernel.rejected import Rejected

_LENGTH = 18
# Authority and category may be letters (A 中央军委, N 农业农村, Y 其他), the division never is;
# so the shape is checked here and only the check character is python-stdnum's.
_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS = "0X987654321"


@dataclass(frozen=True)
class CreditCode:
    """统一社会信用代码: 18 characters whose two check characters have been found right."""

    value: str

    def __post_init__(self) -> None:
        _checked(self.value)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as people type it, with spaces, hyphens or full-width letters."""
        compact = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
        return cls(_checked(compact))

    @property
    def authority(self) -> str:
        """登记管理部门代码: who registered it (9 is 市场监管)."""
        return self.value[0]

    @property
    def division_code(self) -> str:
        """登记管理机关行政区划码: where it is registered."""
        return self.value[2:8]

    @property
    def organisation_code(self) -> str:
        """主体标识码: the nine characters of GB 11714 inside."""
        return self.value[8:17]

    def __str__(self) -> str:
        return self.value


def _checked(code: str) -> str:
    if len(code) != _LENGTH:
        raise _rejected("length", code, f"a credit code has {_LENGTH} characters")
    if not _SHAPE.fullmatch(code):
        raise _rejected("characters", code, "a character stands where it cannot")
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise _rejected("check-digit", code, "the last character does not fit the others")
    if _organisation_check(code[8:16]) != code[16]:
        raise _rejected("organisation", code, "the organisation code inside does not check")
    return code


def _organisation_check(body: str) -> str:
    """Return the check character of GB 11714: letters count from A = 10."""
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return _ORGANISATION_CHECKS[total % 11]


def _rejected(what: str, code: str, detail: str) -> Rejected:
    return Rejected(f"credit-code-{what}", detail, credit_code=code[:_LENGTH])
