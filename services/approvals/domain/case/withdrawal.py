"""撤件: the applicant asks for the application back; the authority answers."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case


def decide_withdrawal(command: asked.Withdrawal, case: Case) -> Sequence[said.WithdrawalEvent]:
    """Answer the wish to withdraw, and the answer to it."""
    match command:
        case asked.RequestWithdrawal():
            return request_withdrawal(command, case)
        case asked.RefuseWithdrawal():
            return refuse_withdrawal(command, case)
        case asked.WithdrawCase():
            return withdraw(command, case)
        case _:
            assert_never(command)


def request_withdrawal(
    command: asked.RequestWithdrawal, case: Case
) -> list[said.CaseWithdrawalRequested]:
    """申请撤件: at any time before the decision."""
    day = day_of(command)
    if case.repeats(said.CaseWithdrawalRequested, reason=command.reason, on=day):
        return []
    item = require(Act.REQUEST_WITHDRAWAL, command, case)
    return [said.CaseWithdrawalRequested(item=item.ref, reason=command.reason, on=day)]


def refuse_withdrawal(
    command: asked.RefuseWithdrawal, case: Case
) -> list[said.CaseWithdrawalRefused]:
    """不同意撤件: the stage returns."""
    day = day_of(command)
    if case.repeats(said.CaseWithdrawalRefused, reason=command.reason, on=day):
        return []
    item = require(Act.REFUSE_WITHDRAWAL, command, case)
    return [said.CaseWithdrawalRefused(item=item.ref, reason=command.reason, on=day)]


def withdraw(command: asked.WithdrawCase, case: Case) -> list[said.CaseWithdrawn]:
    """撤件: what the applicant asked for."""
    day = day_of(command)
    if case.repeats(said.CaseWithdrawn, on=day):
        return []
    item = require(Act.WITHDRAW, command, case)
    return [said.CaseWithdrawn(item=item.ref, on=day)]
