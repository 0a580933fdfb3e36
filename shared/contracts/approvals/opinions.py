"""What is told of departments that are consulted."""

from datetime import date

from shared.contracts.approvals.told import OnDay
from shared.kernel.identifiers import DepartmentId


class _OfDepartment(OnDay):
    """`department` is the one that handles the case, `consulted` the one that is asked."""

    consulted: DepartmentId


class OpinionRequested(_OfDepartment):
    """征求意见: an answer is expected by this day."""

    reply_by: date


class OpinionGiven(_OfDepartment):
    """反馈意见: nothing against it, or an objection."""

    passed: bool
    opinion: str


class OpinionOverdue(_OfDepartment):
    """逾期未反馈: it is waited for no longer."""

    reply_by: date
