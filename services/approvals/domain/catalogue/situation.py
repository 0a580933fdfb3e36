"""情形: questions whose answers decide which items a project needs, and why.

A condition is a list of alternatives, each a list of clauses that all have to hold. A question that
nobody has answered yet leaves it open: the item stays in, marked so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.kernel.rejected import Rejected

Answers = Mapping[str, str]


class Holds(StrEnum):
    """成立: yes, no, or open while a question is not answered."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """选项: one answer to a question, in its code and in words."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """情形问题: with choices, or without any, then the answer is a number in `unit`."""

    code: str
    text: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""

    def takes(self, answer: str) -> bool:
        """Say whether this answers the question."""
        if self.choices:
            return answer in {choice.code for choice in self.choices}
        return number_of(answer) is not None

    def require_answer(self, answer: str) -> None:
        """Refuse what is no answer to this question."""
        if not self.takes(answer):
            detail = f"{answer!r} does not answer {self.code}"
            raise Rejected("answer-not-possible", detail, question=self.code, answer=answer)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """条件项: the answer is one of these, or, for a number, at least so much and below so much."""

    question: str
    answers: tuple[str, ...] = ()
    at_least: Decimal | None = None
    below: Decimal | None = None

    def holds(self, answers: Answers) -> Holds:
        """Say whether the answers fulfil this clause."""
        answer = answers.get(self.question)
        if answer is None:
            return Holds.OPEN
        fulfilled = answer in self.answers if self.answers else self._within(answer)
        return Holds.YES if fulfilled else Holds.NO

    def _within(self, answer: str) -> bool:
        number = number_of(answer)
        if number is None:
            return False
        enough = self.at_least is None or number >= self.at_least
        return enough and (self.below is None or number < self.below)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """适用条件: all clauses of one alternative hold; without alternatives it always holds."""

    any_of: tuple[tuple[Clause, ...], ...] = ()

    def holds(self, answers: Answers) -> Holds:
        """Say whether the answers fulfil one alternative, or may still."""
        if not self.any_of:
            return Holds.YES
        found = {_all(clauses, answers) for clauses in self.any_of}
        return next(one for one in (Holds.YES, Holds.OPEN, Holds.NO) if one in found)

    def deciding(self, answers: Answers) -> tuple[Clause, ...]:
        """Return the clauses that make the condition hold, fail or stay open as it does."""
        outcome = self.holds(answers)
        return tuple(
            clause
            for clauses in self.any_of
            if _all(clauses, answers) is outcome
            for clause in clauses
            if clause.holds(answers) is outcome
        )

    @property
    def questions(self) -> frozenset[str]:
        """The questions it asks."""
        return frozenset(clause.question for clauses in self.any_of for clause in clauses)


ALWAYS = Condition()
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")


def number_of(answer: str) -> Decimal | None:
    """Return an answer as a number that is one, written as 12000 or 0.5 is, else None."""
    return Decimal(answer) if _NUMBER.fullmatch(answer) else None


def _all(clauses: Sequence[Clause], answers: Answers) -> Holds:
    found = {clause.holds(answers) for clause in clauses}
    return next((one for one in (Holds.NO, Holds.OPEN) if one in found), Holds.YES)
