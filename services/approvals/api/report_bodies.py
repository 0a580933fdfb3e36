"""What other systems may push, and what their item codes may be mapped to."""

from functools import partial
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.approvals.api.bodies import Number, Project
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.views import ItemCode
from shared.adapters.bodies import Dated, Day, Instant, ShortName, valid
from shared.adapters.web import Body, Line, Prose
from shared.kernel.project_code import ProjectCode


class ReportRequest(Dated):
    """报送办件: how far a case is in another system, by which record, so since when, read when.

    The project is named by our id or by its 项目代码, the item by our code or the source's own.
    """

    source: ShortName
    record_id: Annotated[Line, Field(max_length=100)]
    record_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    retrieved_at: Instant
    project_id: Project | None = None
    project_code: Annotated[Line, Field(max_length=40)] | None = None
    item_code: ItemCode | None = None
    source_item_code: Annotated[Line, Field(max_length=100)] | None = None
    state_code: StateCode
    effective: Day | Instant
    document_number: Number | None = None
    note: Prose | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if (self.project_id is None) == (self.project_code is None):
            raise PydanticCustomError("project-named-once", "one of project_id, project_code")
        if (self.item_code is None) == (self.source_item_code is None):
            raise PydanticCustomError("item-named-once", "one of item_code, source_item_code")
        if self.project_code is not None:
            valid(partial(ProjectCode.parse, self.project_code))
        return self


class ItemMappingRequest(Body):
    """对照事项编码: which item of ours a source means by its own code, and why that is so."""

    source: ShortName
    source_item_code: Annotated[Line, Field(max_length=100)]
    item_code: ItemCode
    reason: Prose
