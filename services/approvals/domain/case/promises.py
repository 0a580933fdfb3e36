"""容缺与告知承诺: what is promised before the grant, and what follows when it is not kept.

Nothing here revokes: a promise that is not kept makes a proposal, which the authority decides on.
"""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Item, ItemKind, Mode
from services.approvals.domain.terms import Commitment
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected
from shared.kernel.texts.approvals import PROPOSALS


def decide_promise(command: asked.Promise, case: Case) -> Sequence[said.PromiseEvent]:
    """Answer what is promised, supplied and checked."""
    match command:
        case asked.PromiseOmissions():
            return promise_omissions(command, case)
        case asked.SupplyOmissions():
            return supply_omissions(command, case)
        case asked.MakeCommitment():
            return make_commitment(command, case)
        case asked.PassCommitmentCheck() | asked.FailCommitmentCheck():
            return check_commitment(command, case)
        case _:
            assert_never(command)


def promise_omissions(command: asked.PromiseOmissions, case: Case) -> list[said.OmissionsPromised]:
    """容缺承诺: once, of materials that may come later."""
    day = day_of(command)
    if case.repeats(said.OmissionsPromised, materials=command.materials, on=day):
        return []
    item = require(Act.PROMISE_OMISSIONS, command, case)
    if item.omission is None:
        raise Rejected("omissions-not-provided", f"{item.code} wants everything at once")
    if case.outstanding:
        raise Rejected("omissions-already-promised", "what comes later is promised once, all of it")
    deferrable = {material.code for material in item.materials if material.deferrable}
    if wrong := [code for code in command.materials if code not in deferrable]:
        detail = f"{', '.join(wrong)} cannot come later"
        raise Rejected("material-not-deferrable", detail, materials=wrong)
    promised = tuple(dict.fromkeys(command.materials))
    return [said.OmissionsPromised(item=item.ref, materials=promised, on=day)]


def supply_omissions(command: asked.SupplyOmissions, case: Case) -> list[said.OmissionsSupplied]:
    """补齐: all of it or some; what was not promised is not supplied so."""
    day = day_of(command)
    if case.repeats(said.OmissionsSupplied, materials=command.materials, on=day):
        return []
    item = require(Act.SUPPLY_OMISSIONS, command, case)
    if unknown := [code for code in command.materials if code not in case.outstanding]:
        detail = f"{', '.join(unknown)} is not outstanding"
        raise Rejected("omission-not-outstanding", detail, materials=unknown)
    left = tuple(code for code in case.outstanding if code not in command.materials)
    return [
        said.OmissionsSupplied(item=item.ref, materials=command.materials, outstanding=left, on=day)
    ]


def omissions_overdue(
    item: Item, outstanding: tuple[str, ...], due: HalfDay, on: date
) -> list[said.PromiseEvent]:
    """逾期未补: told once, with the proposal that follows from it."""
    overdue = said.OmissionsOverdue(item=item.ref, outstanding=outstanding, due=due, on=on)
    return [overdue, said.RevocationProposed(item=item.ref, grounds=PROPOSALS["omissions"], on=on)]


def make_commitment(command: asked.MakeCommitment, case: Case) -> list[said.CommitmentMade]:
    """告知承诺: where the item is one to be granted on it; once."""
    day = day_of(command)
    if case.repeats(said.CommitmentMade, commitment=command.commitment, on=day):
        return []
    item = require(Act.MAKE_COMMITMENT, command, case)
    if item.mode is not Mode.COMMITMENT:
        raise Rejected("commitment-not-provided", f"{item.code} is not granted on a commitment")
    if case.commitment is not None:
        raise Rejected("commitment-already-made", "it was made before")
    return [said.CommitmentMade(item=item.ref, commitment=command.commitment, on=day)]


def check_commitment(
    command: asked.PassCommitmentCheck | asked.FailCommitmentCheck, case: Case
) -> list[said.PromiseEvent]:
    """批后核查: once; what is not as promised makes a proposal to revoke or to void, no more."""
    day, failed = day_of(command), isinstance(command, asked.FailCommitmentCheck)
    study = case.item is not None and case.item.kind is ItemKind.INTERMEDIARY
    proposed = said.VoidingProposed if study else said.RevocationProposed
    event = said.CommitmentCheckFailed if failed else said.CommitmentCheckPassed
    grounds = f"{PROPOSALS['commitment']}：{command.opinion}"
    if case.repeats(event, opinion=command.opinion, on=day):
        return []
    if failed and case.repeats(proposed, grounds=grounds, on=day):
        return []
    item = require(Act.CHECK_COMMITMENT, command, case)
    if case.commitment is None:
        raise Rejected("commitment-not-made", "it was not granted on a commitment")
    if case.commitment is not Commitment.MADE:
        raise Rejected("commitment-already-checked", "it was checked before")
    checked = event(item=item.ref, opinion=command.opinion, on=day)
    if not failed:
        return [checked]
    return [checked, proposed(item=item.ref, grounds=grounds, on=day)]
