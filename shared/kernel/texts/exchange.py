"""Texts of what is exchanged with other systems: codes, reports, disagreements."""

PROBLEMS = {
    "report-version-contradicts": "同一记录同一版本号已报送过，内容不同",
    "report-of-another-project": "该记录此前报送的是另一项目，请使用新的记录号",
    "report-of-another-item": "该记录此前报送的是另一事项，请使用新的记录号",
    "report-read-in-the-future": "读取时刻晚于报送时刻，请核对来源系统的时钟",
    "item-mapping-unknown": "事项目录中没有该事项，不能对照",
}

# Why a report that was kept is about no item of ours yet.
UNPLACED = {
    "item-not-mapped": "该来源的事项编码尚未对照",
    "item-unknown": "事项目录中没有该事项编码",
}

# What is odd about a version that was kept all the same.
WARNINGS = {
    "report-item-not-mapped": "该来源的事项编码尚未对照，已留存，对照后归入事项",
    "report-item-unknown": "事项目录中没有该事项编码，已留存，对照或目录补入后归入事项",
    "report-late": "该版本早于已报送的最新版本，只留存，不改变现状",
    "report-version-gap": "已报送的版本号之间有缺号，请补报",
}

# In which way another system's record differs from our case.
DISAGREEMENTS = {
    "steps-differ": "双方均在办理，环节不同",
    "closed-here": "我方已终结（撤件、不予受理或失效），对方仍在办理",
    "decided-here": "我方已办结，对方仍在办理",
    "closed-there": "对方已终结（撤件、不予受理），我方仍在办理",
    "decided-there": "对方已办结，我方仍在办理",
    "outcomes-differ": "双方结果不同",
}

# Why another system's record disagrees with our case no more.
WHY_ENDED = {
    "same-said": "双方已一致",
    "item-elsewhere": "事项已改由另一办件办理",
    "another-application": "对方所报为另一次申请",
    "project-ended": "项目已终止或撤回，不再核对",
}

EVENTS = {
    "CaseReported": "外部系统报送办件",
    "ReportLinked": "报送对应到事项",
    "DisagreementFound": "报送与本系统不一致",
    "DisagreementEnded": "报送不一致了结",
    "ItemReported": "事项外部报送状态",
    "ItemCodeMapped": "外部事项编码对照",
    "ProjectCodeNoted": "知悉项目代码",
}

# The state codes of the exchange standard, as other systems name them.
STATES = {
    1: "已接件",
    2: "撤件",
    3: "已受理",
    4: "不受理（无需许可）",
    5: "不予受理",
    6: "补正开始",
    7: "补正结束",
    8: "审查中",
    9: "特别程序开始",
    10: "特别程序结束",
    11: "办结（通过）",
    12: "办结（容缺通过）",
    13: "办结（不通过）",
    14: "撤件（来源系统代码）",
    15: "许可已撤销",
    16: "申请撤件",
}

EXCHANGE_STAGES = {
    1: "立项用地规划许可",
    2: "工程建设许可",
    3: "施工许可",
    4: "竣工验收",
    5: "并行推进",
}

LIGHTS = {1: "正常", 2: "预警", 3: "逾期"}

# Why something of ours has no code there.
WHY_NONE = {
    "said-of-the-application": "受理前补正记在申报级（3 待补全），事项级无此状态码",
    "filing-cannot-be-denied": "备案机关无权不予许可，退回备案不等于不予受理（5）或不通过（13）",
    "not-revoked-in-law": "代码 15 仅指撤销（许可法第六十九条），撤回、注销、吊销、废止不与之混用",
    "not-an-authority-s-case": "企业自主、交易、中介、内部事项与条件不是审批办件",
    "before-the-stages": "赋码与设立登记在四个阶段之前",
    "stage-of-this-park": "园区自设阶段，不在四阶段标准之内",
    "clock-stands": "时钟停计，不亮灯",
    "no-clock": "没有在计的时限",
}

# How another system's code reads here where it is a moment and no stage.
MOMENTS = {
    "supplement-received": "补正结束：时钟续计，阶段回到此前",
    "procedure-ended": "特别程序结束：时钟续计，阶段回到此前",
}
