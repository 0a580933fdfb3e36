"""What a catalogue file may hold; `docs/catalogue.schema.json` is written from these models."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from services.approvals.catalogue.item_shape import Citation, ItemShape, LimitShape, Need, Shape
from services.approvals.catalogue.words import Code, Count, Day, Line, Text, Version, pairs
from services.approvals.domain.catalogue import Completes, Milestone


class DepartmentShape(Shape):
    """部门."""

    id: Code
    name: Line


class ShareShape(Shape):
    """部门分担."""

    department: Code
    days: Count


class StageShape(Shape):
    """审批阶段."""

    code: Code
    name: Line
    lead: Code
    completes: Completes = Completes.ALL
    promised_days: Count | None = None
    items: tuple[Code, ...] = ()
    shares: Annotated[
        tuple[ShareShape, ...],
        BeforeValidator(pairs("department", "days"), json_schema_input_type=dict[Code, Count]),
    ] = ()


class ChoiceShape(Shape):
    """选项."""

    code: Code
    name: Line


class QuestionShape(Shape):
    """情形问题."""

    code: Code
    text: Line
    choices: Annotated[
        tuple[ChoiceShape, ...],
        BeforeValidator(pairs("code", "name"), json_schema_input_type=dict[Code, Line]),
    ] = ()
    unit: Text = ""


class AnswerShape(Shape):
    """情形答案."""

    question: Code
    answer: Code


class RewiredShape(Shape):
    """前置改写."""

    item_code: Code
    needs: tuple[Need, ...] = ()


class TemplateShape(Shape):
    """审批流程模板."""

    code: Code
    name: Line
    kind: Annotated[int, Field(ge=1, le=10)]
    preset: Annotated[
        tuple[AnswerShape, ...],
        BeforeValidator(pairs("question", "answer"), json_schema_input_type=dict[Code, Code]),
    ] = ()
    source: Citation
    only: tuple[Code, ...] = ()
    without: tuple[Code, ...] = ()
    rewired: Annotated[
        tuple[RewiredShape, ...],
        BeforeValidator(
            pairs("item_code", "needs"), json_schema_input_type=dict[Code, tuple[Need, ...]]
        ),
    ] = ()
    historical: bool = False
    stages: tuple[StageShape, ...] = ()


class MilestoneShape(Shape):
    """节点前置."""

    milestone: Milestone
    needs: tuple[Need, ...] = ()


class JointShape(Shape):
    """联合办理."""

    code: Code
    name: Line
    lead: Code
    items: Annotated[tuple[Code, ...], Field(min_length=1)]
    legal_basis: Citation
    promised: LimitShape | None = None


class CatalogueShape(Shape):
    """事项目录版本."""

    version: Version
    effective_from: Day
    effective_until: Day | None = None
    default_template: Code
    departments: Annotated[
        tuple[DepartmentShape, ...],
        BeforeValidator(pairs("id", "name"), json_schema_input_type=dict[Code, Line]),
    ]
    stages: tuple[StageShape, ...]
    questions: tuple[QuestionShape, ...] = ()
    items: tuple[ItemShape, ...]
    milestones: Annotated[
        tuple[MilestoneShape, ...],
        BeforeValidator(
            pairs("milestone", "needs"),
            json_schema_input_type=dict[Milestone, tuple[Need, ...]],
        ),
    ] = ()
    templates: tuple[TemplateShape, ...]
    joint: tuple[JointShape, ...] = ()
