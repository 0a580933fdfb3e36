"""排期: when a target of the works can be reached, and what that hangs on. Nothing is written."""

from services.approvals.domain.scheduling.countdown import (
    Countdown,
    DepartmentRows,
    Row,
    countdown,
)
from services.approvals.domain.scheduling.forecast import (
    Forecast,
    Quantile,
    TaskForecast,
    forecast,
)
from services.approvals.domain.scheduling.path import schedule
from services.approvals.domain.scheduling.sampling import Samples, Source
from services.approvals.domain.scheduling.slip import slipped
from services.approvals.domain.scheduling.terms import (
    Ahead,
    Edge,
    Link,
    Rests,
    Schedule,
    Slot,
    Task,
    Wait,
)
from services.approvals.domain.scheduling.what_if import (
    Added,
    Change,
    Comparison,
    Ground,
    Halved,
    Promised,
    Remaining,
    Removed,
    Satisfied,
    apply,
    compare,
)

__all__ = [
    "Added",
    "Ahead",
    "Change",
    "Comparison",
    "Countdown",
    "DepartmentRows",
    "Edge",
    "Forecast",
    "Ground",
    "Halved",
    "Link",
    "Promised",
    "Quantile",
    "Remaining",
    "Removed",
    "Rests",
    "Row",
    "Samples",
    "Satisfied",
    "Schedule",
    "Slot",
    "Source",
    "Task",
    "TaskForecast",
    "Wait",
    "apply",
    "compare",
    "countdown",
    "forecast",
    "schedule",
    "slipped",
]
