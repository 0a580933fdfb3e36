"""Who answers for a project, and the code it bears."""

from dataclasses import dataclass

from shared.kernel.identifiers import AccountId


@dataclass(frozen=True, kw_only=True)
class ProjectCoded:
    """已赋码: the project bears its national code."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ProjectCodeCorrected:
    """项目代码更正: the code borne so far was wrong or has been replaced."""

    from_code: str
    to_code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfficerAssigned:
    """已指派首席服务官: this officer follows the project the whole way."""

    officer: AccountId


@dataclass(frozen=True, kw_only=True)
class OfficerHandedOver:
    """已移交: another officer follows the project from now on."""

    from_officer: AccountId
    to_officer: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeaderAssigned:
    """已指定包抓领导: this leader answers for the project."""

    leader: AccountId


@dataclass(frozen=True, kw_only=True)
class LeaderReplaced:
    """更换包抓领导: another leader answers for the project from now on."""

    from_leader: AccountId
    to_leader: AccountId
    reason: str
