"""Catalogues of every form, for the laws about their files."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.approvals.domain.catalogue import (
    AfterSupplement,
    Answer,
    Basis,
    Binds,
    CatalogueVersion,
    Choice,
    Citation,
    Clause,
    CommitmentRule,
    Completes,
    Condition,
    Department,
    Item,
    ItemKind,
    Limit,
    Material,
    Milestone,
    MilestoneNeeds,
    Mode,
    Need,
    NeedKind,
    OmissionRule,
    Procedure,
    Question,
    Rewired,
    Share,
    StageOf,
    StatutoryStop,
    Template,
    Validity,
)
from services.approvals.domain.catalogue.version import JointApplication

AWKWARD = ["no", "2026.10", "null", "~", "- a: b # c", "=1+1", "'单'", '"', "[x] y", "长 文", "1e3"]

texts = st.sampled_from(AWKWARD) | (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co"),
        ),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(lambda text: text and not text.endswith("（可容缺）"))
)
notes = st.just("") | st.lists(texts, min_size=1, max_size=3).map("\n".join)
codes = st.from_regex(r"[A-Za-z0-9]{1,4}(-[A-Za-z0-9]{1,3}){0,2}", fullmatch=True)
days = st.integers(1, 400).map(lambda halves: Decimal(halves) / 2)
counts = st.integers(0, 40)
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def some(of: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=most).map(tuple)


def each_once(
    of: st.SearchStrategy[Any], by: Callable[[Any], Any], least: int = 0
) -> st.SearchStrategy[Any]:
    return st.lists(of, min_size=least, max_size=3, unique_by=by).map(tuple)


citations = st.builds(
    Citation,
    text=texts,
    verified=st.booleans(),
    in_force_from=st.none() | dates,
    in_force_until=st.none() | dates,
)
chosen = st.builds(
    Clause, question=codes, answers=st.lists(codes, min_size=1, max_size=2).map(tuple)
)
bounded = st.builds(Clause, question=codes, at_least=days, below=st.none() | days)
conditions = st.builds(
    Condition, any_of=some(st.lists(chosen | bounded, min_size=1, max_size=2).map(tuple), 2)
)
limits = st.builds(
    Limit,
    days=days,
    source=citations,
    unit_verified=st.booleans(),
    binds=st.sampled_from(Binds),
    warn_days=st.none() | days,
)
needs = st.builds(
    Need,
    item_code=codes,
    kind=st.sampled_from(NeedKind),
    basis=st.sampled_from(Basis),
    source=citations,
    alternatives=some(codes),
    when=conditions,
    insisted_on=st.booleans(),
)
validities = st.builds(
    Validity,
    length=counts,
    source=citations,
    extensions=counts,
    extension_length=counts,
    ask_days_before=st.none() | counts,
)
items = st.builds(
    Item,
    code=codes,
    name=texts,
    kind=st.sampled_from(ItemKind),
    stage=codes,
    department=codes,
    legal_basis=citations,
    gates_commencement=st.booleans(),
    statutory=st.none() | limits,
    promised=st.none() | limits,
    notice_days=st.none() | counts,
    extension_days=st.none() | counts,
    supplement_article=st.none() | texts,
    statutory_stops=some(
        st.builds(StatutoryStop, procedure=st.sampled_from(Procedure), article=texts)
    ),
    needs=some(needs),
    applies=conditions,
    mode=st.sampled_from(Mode),
    after_supplement=st.sampled_from(AfterSupplement),
    variant_of=st.none() | codes,
    materials=some(st.builds(Material, code=codes, name=texts, deferrable=st.booleans())),
    omission=st.none() | st.builds(OmissionRule, days=days, source=citations),
    commitment=st.none() | st.builds(CommitmentRule, check_days=days, source=citations),
    validity=st.none() | validities,
    consulted=some(codes),
    area_assessed=st.booleans(),
    tacit=st.none() | citations,
    note=notes,
    last_because=notes,
)
questions = st.builds(
    Question,
    code=codes,
    text=texts,
    choices=each_once(st.builds(Choice, code=codes, name=texts), lambda one: one.code),
    unit=st.just("") | texts,
)
stages = st.builds(
    StageOf,
    code=codes,
    name=texts,
    lead=codes,
    completes=st.sampled_from(Completes),
    promised_days=st.none() | counts,
    items=some(codes),
    shares=each_once(st.builds(Share, department=codes, days=counts), lambda one: one.department),
)
templates = st.builds(
    Template,
    code=codes,
    name=texts,
    kind=st.integers(1, 10),
    preset=each_once(st.builds(Answer, question=codes, answer=codes), lambda one: one.question),
    source=citations,
    only=some(codes),
    without=some(codes),
    rewired=each_once(
        st.builds(Rewired, item_code=codes, needs=some(needs)), lambda one: one.item_code
    ),
    historical=st.booleans(),
    stages=each_once(stages, lambda one: one.code),
)
catalogues = st.builds(
    CatalogueVersion,
    version=st.sampled_from(["2026.2", "2026.10", "1", "v3"]),
    effective_from=dates,
    effective_until=st.none() | dates,
    departments=each_once(st.builds(Department, id=codes, name=texts), lambda one: one.id),
    stages=each_once(stages, lambda one: one.code),
    questions=each_once(questions, lambda one: one.code),
    items=each_once(items, lambda one: one.code),
    milestones=each_once(
        st.builds(MilestoneNeeds, milestone=st.sampled_from(Milestone), needs=some(needs)),
        lambda one: one.milestone,
    ),
    templates=each_once(templates, lambda one: one.code),
    default_template=codes,
    joint=each_once(
        st.builds(
            JointApplication,
            code=codes,
            name=texts,
            lead=codes,
            items=st.lists(codes, min_size=1, max_size=3).map(tuple),
            legal_basis=citations,
            promised=st.none() | limits,
        ),
        lambda one: one.code,
    ),
)

SMALL = """
version: "2026.3"
effective_from: 2027-01-01
default_template: plain
departments: {ecology: 生态环境局, housing: 住房和城乡建设局}
stages:
  - {code: "1", name: 立项, lead: ecology}
questions:
  - {code: track, text: 按哪一种方式立项？, choices: {approval: 审批, filing: 备案}}
  - {code: energy, text: 年综合能源消费量是多少？, unit: 吨标准煤}
items:
  - code: A01
    name: 备案
    kind: filing
    stage: "1"
    department: housing
    legal_basis: 某条例第三条
  - code: A14
    name: 节能审查
    kind: licence
    stage: "1"
    department: ecology
    legal_basis: {text: 某法第十五条, verified: true}
    applies: 1000<=energy and track=filing
    statutory: {days: 20, unit: working-days, starts_on: accepted, source: 某法}
    needs:
      - A01 may-start local [track=filing] 办事指南
milestones:
  commencement:
    - A14 may-commence law 某法第十五条
templates:
  - {code: plain, name: 全部, kind: 6, source: 某标准, preset: {track: filing}}
"""
