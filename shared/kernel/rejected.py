"""How a rule says no."""

from collections.abc import Mapping
from types import MappingProxyType


class Rejected(Exception):
    """拒绝: a rule refused; the code names the rule and never changes, the detail is for people.

    Facts are further members of the problem document, such as which items are missing and who
    holds them. They hold only what JSON can say.
    """

    def __init__(self, code: str, detail: str = "", **facts: object) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.facts: Mapping[str, object] = MappingProxyType(facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
