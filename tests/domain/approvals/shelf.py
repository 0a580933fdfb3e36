"""One item of every kind, and how each kind of case ends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain.catalogue import Item, ItemKind
from services.approvals.domain.terms import Stage
from tests.domain.approvals.stories import FILING, PERMIT, on


def _plain(code: str, name: str, kind: ItemKind) -> Item:
    return replace(FILING, code=code, name=name, kind=kind, gates_commencement=False)


REGISTRATION = _plain("A09", "不动产登记", ItemKind.REGISTRATION)
SERVICE = _plain("C06", "用水报装", ItemKind.PUBLIC_SERVICE)
SELF_REPORTED = _plain("D04", "环保设施自主验收", ItemKind.SELF_REPORTED)
TRANSACTION = _plain("A07", "国有建设用地使用权出让", ItemKind.TRANSACTION)
INTERMEDIARY = _plain("C01", "施工图审查", ItemKind.INTERMEDIARY)
INTERNAL = _plain("A16", "社会稳定风险评估", ItemKind.INTERNAL)
CONDITION = _plain("E01", "污染物排放总量指标", ItemKind.CONDITION)
OF_EACH_KIND: Mapping[ItemKind, Item] = {
    item.kind: item
    for item in (
        PERMIT,
        FILING,
        REGISTRATION,
        SERVICE,
        SELF_REPORTED,
        TRANSACTION,
        INTERMEDIARY,
        INTERNAL,
        CONDITION,
    )
}
BEGUN: Mapping[ItemKind, Stage] = {
    **dict.fromkeys(ItemKind, Stage.RECEIVED),
    ItemKind.SELF_REPORTED: Stage.PLANNED,
    ItemKind.TRANSACTION: Stage.ANNOUNCED,
    ItemKind.INTERMEDIARY: Stage.COMMISSIONED,
    ItemKind.CONDITION: Stage.OUTSTANDING,
}


def register(when: date, number: str = "川(2026)不动产权第7号") -> asked.Register:
    return asked.Register(**on(when), document_number=number)


def refuse_registration(when: date) -> asked.RefuseRegistration:
    return asked.RefuseRegistration(**on(when), reason="权属有争议")


def provide(when: date) -> asked.ProvideService:
    return asked.ProvideService(**on(when), result="已通水")


def deny(when: date) -> asked.DenyService:
    return asked.DenyService(**on(when), reason="不在供水范围")


def report(when: date) -> asked.MakeSelfReport:
    return asked.MakeSelfReport(**on(when), document="验收报告2026-1", result="合格")


def conclude(when: date) -> asked.ConcludeTransaction:
    return asked.ConcludeTransaction(**on(when), document="成交确认书7号", party="某公司")


def fail(when: date) -> asked.FailTransaction:
    return asked.FailTransaction(**on(when), reason="无人竞买")


def deliver(when: date) -> asked.DeliverStudy:
    return asked.DeliverStudy(**on(when), document="审查合格书7号", result="合格")


def settle(when: date) -> asked.DecideInternally:
    return asked.DecideInternally(**on(when), document="会议纪要7号", result="低风险")


def meet(when: date) -> asked.MeetCondition:
    return asked.MeetCondition(**on(when), evidence="排污权交易凭证")
