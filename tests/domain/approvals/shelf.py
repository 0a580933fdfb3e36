"""One item of every kind, and how each kind of case ends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from services.approvals.domain import commands as asked
from services.approvals.domain.catalogue import (
    Binds,
    Citation,
    CommitmentRule,
    Item,
    ItemKind,
    Limit,
    Material,
    Meaning,
    Mode,
    OmissionRule,
    Span,
    StartsOn,
    SuspensionRule,
    Validity,
)
from services.approvals.domain.terms import Stage
from shared.kernel.asked import SYSTEM, Actor
from shared.kernel.clock import LimitUnit
from shared.kernel.identifiers import DepartmentId
from tests.domain.approvals.stories import (
    CALENDAR,
    FILING,
    HEAD,
    PERMIT,
    now,
    on,
    request_supplement,
)


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
_RULE = Citation(text="本地容缺受理和告知承诺清单", verified=False)
TOLERANT = replace(
    PERMIT,
    materials=(
        Material(code="M1", name="申请表"),
        Material(code="M2", name="日照分析", deferrable=True),
        Material(code="M3", name="交通影响评价", deferrable=True),
    ),
    omission=OmissionRule(days=Decimal(5), source=_RULE),
)
COMMITTED = replace(
    PERMIT,
    code="B02c",
    mode=Mode.COMMITMENT,
    variant_of=PERMIT.code,
    commitment=CommitmentRule(check_days=Decimal(20), source=_RULE),
)
REVIEWED = replace(
    INTERMEDIARY,
    promised=Limit(
        days=Decimal(7),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.RECEIVED,
        source=_RULE,
        binds=Binds.INSTITUTION,
    ),
    statutory=Limit(
        days=Decimal(15),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.RECEIVED,
        source=Citation(text="住房和城乡建设部令第13号第十二条", verified=True),
        binds=Binds.INSTITUTION,
    ),
    supplement_article="住房和城乡建设部令第13号第十二条：修改和复审的时间不计入",
)
REVIEWED_ON_PROMISE = replace(
    REVIEWED,
    code="C01-C",
    mode=Mode.COMMITMENT,
    variant_of=INTERMEDIARY.code,
    commitment=CommitmentRule(check_days=Decimal(20), source=_RULE),
)
STARTING = replace(
    PERMIT,
    validity=Validity(
        length=3,
        span=Span.MONTHS,
        meaning=Meaning.BEGIN_WITHIN,
        source=_RULE,
        extensions=2,
        extension_length=3,
    ),
)
BUILDING = replace(
    STARTING, suspension=SuspensionRule(report_months=1, verify_after_months=12, source=_RULE)
)
EXPIRING = replace(
    PERMIT,
    validity=Validity(
        length=1,
        span=Span.YEARS,
        meaning=Meaning.EXPIRES,
        source=_RULE,
        extensions=1,
        extension_length=1,
        ask_days_before=30,
    ),
)
LATER = datetime(2027, 12, 1, 1, tzinfo=UTC)
JOINT = replace(PERMIT, consulted=(DepartmentId("ecology"), DepartmentId("development-reform")))
TACIT = replace(PERMIT, tacit=Citation(text="某市超期默许办法第三条", verified=False))
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
    return asked.DeliverStudy(
        **on(when), calendar=CALENDAR, document="审查合格书7号", result="合格"
    )


def void(when: date) -> asked.VoidStudy:
    return asked.VoidStudy(
        **on(when), grounds="批后核查发现承诺不实", deciding_authority="住房和城乡建设局"
    )


def keep_limit(when: date, by: Actor = HEAD) -> asked.RefuseExtension:
    return asked.RefuseExtension(**now(when, by), reason="案情不复杂")


def lapse_application(when: date) -> asked.LapseApplication:
    return asked.LapseApplication(**on(when), reason="逾期未补正")


def settle(when: date) -> asked.DecideInternally:
    return asked.DecideInternally(**on(when), document="会议纪要7号", result="低风险")


def meet(when: date) -> asked.MeetCondition:
    return asked.MeetCondition(**on(when), evidence="排污权交易凭证")


def promise(when: date, *codes: str) -> asked.PromiseOmissions:
    return asked.PromiseOmissions(**on(when), materials=codes or ("M2", "M3"))


def supply(when: date, *codes: str) -> asked.SupplyOmissions:
    return asked.SupplyOmissions(**on(when), materials=codes or ("M2", "M3"))


def grant_with_omissions(when: date) -> asked.GrantWithOmissions:
    return asked.GrantWithOmissions(
        **on(when), calendar=CALENDAR, document_number="建字第2026-008号"
    )


def commit(when: date) -> asked.MakeCommitment:
    return asked.MakeCommitment(**on(when), commitment="承诺符合规划条件")


def kept(when: date) -> asked.PassCommitmentCheck:
    return asked.PassCommitmentCheck(**on(when), opinion="与承诺一致")


def broken(when: date) -> asked.FailCommitmentCheck:
    return asked.FailCommitmentCheck(**on(when), opinion="退线不足")


def wish_away(when: date) -> asked.RequestDeregistration:
    return asked.RequestDeregistration(**on(when), reason="项目终止")


def deregister(when: date) -> asked.DeregisterApproval:
    return asked.DeregisterApproval(
        **on(when), grounds="有效期届满未延续", deciding_authority="自然资源局"
    )


def forfeit(when: date) -> asked.ForfeitApproval:
    return asked.ForfeitApproval(
        **on(when), grounds="违反许可建设", deciding_authority="综合执法局"
    )


def certify(when: date, number: str = "建施2026-7") -> asked.IssueCertificate:
    return asked.IssueCertificate(**on(when), calendar=CALENDAR, certificate_number=number)


def begin(when: date) -> asked.RecordBeginning:
    return asked.RecordBeginning(**on(when), evidence="开工报告")


def ask_longer(when: date, at: datetime = LATER) -> asked.RequestValidityExtension:
    return asked.RequestValidityExtension(**on(when, at=at), calendar=CALENDAR, reason="工期延后")


def longer(when: date, at: datetime = LATER) -> asked.ExtendValidity:
    return asked.ExtendValidity(**on(when, at=at), calendar=CALENDAR)


def no_longer(when: date, at: datetime = LATER) -> asked.RefuseValidityExtension:
    return asked.RefuseValidityExtension(**on(when, at=at), reason="不符合条件")


def stand_still(when: date) -> asked.NoteSuspension:
    return asked.NoteSuspension(**on(when, SYSTEM, at=LATER))


def report_standstill(when: date) -> asked.ReportSuspension:
    return asked.ReportSuspension(**on(when, at=LATER), report="资金未到位，中止施工")


def verify(when: date) -> asked.VerifyCertificate:
    return asked.VerifyCertificate(**on(when, at=LATER), opinion="符合恢复施工条件")


def go_on(when: date) -> asked.NoteResumption:
    return asked.NoteResumption(**on(when, SYSTEM, at=LATER))


def request_by(when: date, reply_by: date) -> asked.RequestSupplement:
    return replace(request_supplement(when), reply_by=reply_by)


def consult(when: date, reply_by: date, *departments: str) -> asked.RequestOpinions:
    of = tuple(DepartmentId(one) for one in departments)
    return asked.RequestOpinions(**on(when), reply_by=reply_by, departments=of)


def answer(when: date, department: str = "ecology", *, passed: bool = True) -> asked.GiveOpinion:
    of = DepartmentId(department)
    return asked.GiveOpinion(**on(when), department=of, passed=passed, opinion="无意见")
