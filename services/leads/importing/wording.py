"""The words ledgers use for how far a project is, and what we make of them. Data: edit the table.

A word that is not here is not guessed at: its row is shown as unreadable at that cell.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.leads.domain.stages import Stage


class Target(StrEnum):
    """导入去向: what a row becomes."""

    LEAD = "lead"
    PROJECT = "project"


@dataclass(frozen=True)
class Proposal:
    """建议阶段: what a row would become and at which stage.

    `assumption` is the code of what is taken for granted; empty where the word says it itself.
    """

    target: Target
    stage: str
    assumption: str = ""


_RESERVED = Proposal(Target.LEAD, Stage.RESERVED)
_NEGOTIATING = Proposal(Target.LEAD, Stage.NEGOTIATING)
_CONTACT = Proposal(Target.LEAD, Stage.NEGOTIATING, "stage-contact-continues")
_INTENT = Proposal(Target.LEAD, Stage.INTENT)
_PLANNED = Proposal(Target.LEAD, Stage.REGISTERED, "stage-registered")
# A ledger that says signed states neither the agreed amount nor the agreed dates.
_SIGNED = Proposal(Target.LEAD, Stage.AGREEMENT_OUTSTANDING, "stage-agreement-outstanding")
# The stages of a project are those of the service that keeps it.
_NOT_STARTED = Proposal(Target.PROJECT, "signed", "stage-not-started")
_BUILDING = Proposal(Target.PROJECT, "under-construction")
_STRUCTURE = Proposal(Target.PROJECT, "under-construction", "stage-structure-finished")
_FITTING_OUT = Proposal(Target.PROJECT, "under-construction", "stage-fitting-out")
_COMPLETED = Proposal(Target.PROJECT, "completed")
_PRODUCING = Proposal(Target.PROJECT, "in-production")

PROPOSALS = {
    "储备": _RESERVED,
    "在谈": _NEGOTIATING,
    "洽谈": _NEGOTIATING,
    "进一步对接": _CONTACT,
    "意向": _INTENT,
    "谋划": _PLANNED,
    "签约": _SIGNED,
    "已签约": _SIGNED,
    "按计划推进": _NOT_STARTED,
    "已完成表土剥离": _NOT_STARTED,
    "已上报土储中心": _NOT_STARTED,
    "将进行厂房改建": _NOT_STARTED,
    "开工": _BUILDING,
    "已开工": _BUILDING,
    "在建": _BUILDING,
    "已启动装修工程": _FITTING_OUT,
    "主体基本竣工": _STRUCTURE,
    "竣工": _COMPLETED,
    "已竣工": _COMPLETED,
    "建成": _COMPLETED,
    "已建成": _COMPLETED,
    "投产": _PRODUCING,
    "已投产": _PRODUCING,
}
