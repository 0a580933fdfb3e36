"""What is promised to an authority, and what is asked about it: 容缺 and 告知承诺."""

from dataclasses import dataclass

from shared.kernel.asked import Asked


@dataclass(frozen=True, kw_only=True)
class PromiseOmissions(Asked):
    """容缺承诺: promise to hand these materials in later, by their codes."""

    materials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SupplyOmissions(Asked):
    """补齐: hand in what was promised, all of it or some."""

    materials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MakeCommitment(Asked):
    """告知承诺: promise, in writing, to fulfil what the law wants."""

    commitment: str


@dataclass(frozen=True, kw_only=True)
class PassCommitmentCheck(Asked):
    """批后核查通过: find that what was promised is so."""

    opinion: str


@dataclass(frozen=True, kw_only=True)
class FailCommitmentCheck(Asked):
    """批后核查不通过: find that it is not."""

    opinion: str


Promise = (
    PromiseOmissions | SupplyOmissions | MakeCommitment | PassCommitmentCheck | FailCommitmentCheck
)
