"""What requests to plans may hold, and how it becomes what the rules speak of."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.approvals.api.bodies import Lines, Number
from services.approvals.domain.catalogue import Answer, DispensedBy
from services.approvals.views import ItemCode
from shared.adapters.bodies import Dated, Day
from shared.adapters.web import Body, Line, Prose

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")]
Given = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Needed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")]
Answers = Annotated[dict[Code, Given], Field(max_length=100)]


class SituationRequest(Body):
    """回答情形: the template, and all answers that it does not give itself."""

    template: Code
    answers: Answers = Field(default_factory=dict)

    def given(self) -> tuple[Answer, ...]:
        """Return the answers as the rules know them."""
        return _answers(self.answers)


class MoveRequest(Body):
    """换用目录版本: the version; a template and answers only where they are to change."""

    version: Version
    template: Code | None = None
    answers: Answers | None = None

    def given(self) -> tuple[Answer, ...] | None:
        """Return the answers as the rules know them, None to keep those there are."""
        return None if self.answers is None else _answers(self.answers)


class DispensationRequest(Dated):
    """免予办理: the item, on what ground, by which authority and document."""

    item_code: ItemCode
    ground: DispensedBy
    reason: Prose
    authority: Line
    document: Line


class LiftRequest(Dated):
    """取消免办: the item, and why."""

    item_code: ItemCode
    reason: Prose


class PromiseRequest(Dated):
    """前置容缺承诺: what the item needs, and until when it is promised."""

    item_code: ItemCode
    needed: Needed
    until: Day


class JointApplicationRequest(Dated):
    """联合申报: which joint application, with one set of materials for all parts of it."""

    joint: ItemCode
    materials: Lines = ()


class JointConclusionRequest(Dated):
    """联合办结: which joint application, under what number, with what result."""

    joint: ItemCode
    document_number: Number
    conclusion: Prose


def _answers(answers: Answers) -> tuple[Answer, ...]:
    return tuple(Answer(question=question, answer=answer) for question, answer in answers.items())
