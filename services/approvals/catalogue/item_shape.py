"""What a catalogue file may say of an item: the domain's own fields, some also in one line."""

from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from services.approvals.catalogue import lines
from services.approvals.catalogue.words import (
    Code,
    Count,
    Day,
    Days,
    Line,
    Number,
    Said,
    Text,
    each_in_form,
    in_form,
    plainly_named,
)
from services.approvals.domain.catalogue import (
    AfterSupplement,
    Basis,
    Binds,
    ItemKind,
    Meaning,
    Mode,
    NeedKind,
    Procedure,
    Span,
    StartsOn,
)
from shared.kernel.timing import LimitUnit


class Shape(BaseModel):
    """文件内容: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CitationShape(Shape):
    """依据: a plain text is one that nobody has verified."""

    text: Said
    verified: bool = False
    in_force_from: Day | None = None
    in_force_until: Day | None = None


Citation = Annotated[
    CitationShape,
    BeforeValidator(
        lambda value: {"text": value} if isinstance(value, str) else value,
        json_schema_input_type=Said | CitationShape,
    ),
]


class ClauseShape(Shape):
    """条件项: read from its line."""

    question: Code
    answers: tuple[Code, ...] = ()
    at_least: Number | None = None
    below: Number | None = None


class ConditionShape(Shape):
    """适用条件: read from its line."""

    any_of: tuple[tuple[ClauseShape, ...], ...] = ()


Condition = Annotated[
    ConditionShape,
    BeforeValidator(partial(in_form, lines.condition_of), json_schema_input_type=Said),
]


class LimitShape(Shape):
    """时限."""

    days: Days
    unit: LimitUnit
    starts_on: StartsOn
    source: Citation
    unit_verified: bool = True
    binds: Binds = Binds.AUTHORITY
    warn_days: Days | None = None


class NeedShape(Shape):
    """前置: in one line where it cites what nobody has verified."""

    item_code: Code
    alternatives: tuple[Code, ...] = ()
    kind: NeedKind
    basis: Basis
    source: Citation
    when: Condition = ConditionShape()
    insisted_on: bool = False


Need = Annotated[
    NeedShape,
    BeforeValidator(partial(in_form, lines.need_of), json_schema_input_type=Said | NeedShape),
]


class StopShape(Shape):
    """法定停计."""

    procedure: Procedure
    article: Line


class MaterialShape(Shape):
    """申请材料: whether it is deferrable is never part of its name."""

    code: Code
    name: Annotated[Line, AfterValidator(plainly_named)]
    deferrable: bool = False


Material = Annotated[
    MaterialShape,
    BeforeValidator(
        partial(in_form, lines.material_of), json_schema_input_type=Said | MaterialShape
    ),
]


class OmissionShape(Shape):
    """容缺办理."""

    days: Days
    source: Citation


class CommitmentShape(Shape):
    """告知承诺."""

    check_days: Days
    source: Citation


class ValidityShape(Shape):
    """有效期."""

    length: Count
    span: Span
    meaning: Meaning
    source: Citation
    extensions: Count = 0
    extension_length: Count = 0
    ask_days_before: Count | None = None
    from_decision: bool = False


class SuspensionShape(Shape):
    """中止施工."""

    report_months: Count
    verify_after_months: Count
    source: Citation


class ItemShape(Shape):
    """审批事项."""

    code: Code
    name: Line
    kind: ItemKind
    stage: Code
    department: Code
    legal_basis: Citation
    gates_commencement: bool = False
    statutory: LimitShape | None = None
    promised: LimitShape | None = None
    notice_days: Count | None = None
    extension_days: Count | None = None
    supplement_article: Line | None = None
    statutory_stops: Annotated[
        tuple[StopShape, ...],
        BeforeValidator(
            partial(each_in_form, lines.stops_of),
            json_schema_input_type=list[Said | StopShape],
        ),
    ] = ()
    needs: tuple[Need, ...] = ()
    applies: Condition = ConditionShape()
    mode: Mode = Mode.ORDINARY
    variant_of: Code | None = None
    after_supplement: AfterSupplement = AfterSupplement.SUSPEND
    materials: tuple[Material, ...] = ()
    omission: OmissionShape | None = None
    commitment: CommitmentShape | None = None
    validity: ValidityShape | None = None
    suspension: SuspensionShape | None = None
    consulted: tuple[Code, ...] = ()
    area_assessed: bool = False
    tacit: Citation | None = None
    note: Text = ""
    last_because: Text = ""
