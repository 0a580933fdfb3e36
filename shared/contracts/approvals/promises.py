"""What is told of promises: materials that come later, commitments and their checks."""

from shared.contracts.approvals.told import HalfDay, OnDay


class OmissionsPromised(OnDay):
    """容缺承诺: these materials will come later."""

    materials: tuple[str, ...]


class OmissionsSupplied(OnDay):
    """补齐: these have come; `outstanding` are those that have not."""

    materials: tuple[str, ...]
    outstanding: tuple[str, ...]


class OmissionsOverdue(OnDay):
    """逾期未补: the time is over and these are outstanding."""

    outstanding: tuple[str, ...]
    due: HalfDay


class CommitmentMade(OnDay):
    """告知承诺: the applicant has promised what the law wants."""

    commitment: str


class CommitmentCheckPassed(OnDay):
    """批后核查通过: it is so."""

    opinion: str


class CommitmentCheckFailed(OnDay):
    """批后核查不通过: it is not."""

    opinion: str


class VoidingProposed(OnDay):
    """建议作废: a study was delivered on a promise that was not kept; the authority decides."""

    grounds: str


class RevocationProposed(OnDay):
    """建议撤销: a promise was not kept; the authority decides."""

    grounds: str
