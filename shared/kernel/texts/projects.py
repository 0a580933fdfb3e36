"""What people read about projects."""

PROBLEMS = {
    "project-already-exists": "该项目已存在",
    "stage-not-importable": "该阶段的项目不能从台账导入",
    "not-imported-from-this-row": "该项目并非由这一行导入",
    "done-since-import": "导入后已有办理记录，不能撤回",
    "not-in-this-stage": "项目当前阶段不能进行此操作",
    "project-code-shape": "项目代码格式不正确",
    "project-code-time": "项目代码的年份或年月不正确",
    "project-code-tail": "项目代码末段位数不正确",
    "project-code-taken": "该项目代码已属于另一项目",
    "correction-needs-reason": "更正须说明理由",
    "officer-already-assigned": "已有首席服务官，请办理移交",
    "hand-over-to-oneself": "不能移交给本人",
    "officer-not-in-charge": "移交人已不是该项目的首席服务官",
    "leader-change-needs-reason": "更换包抓领导须说明理由",
    "replanning-needs-reason": "调整里程碑计划须说明理由",
    "slip-needs-reason": "预计晚于计划，须说明原因",
    "forecast-in-the-past": "预计日期不能早于今天",
    "milestones-out-of-order": "里程碑计划日期前后颠倒",
    "milestone-already-reached": "该里程碑已达成",
    "milestone-not-reached": "该里程碑尚未达成，无可更正",
    "effective-after-successor": "发生时间晚于其后续事项",
    "milestone-has-its-own-act": "该里程碑须通过专门的认定办理",
    "approvals-plan-unknown": "审批计划尚未建立，不能认定开工",
    "commencement-gate-closed": "开工前置审批尚未齐备",
    "project-not-coded": "项目尚未赋码，无从核对",
    "project-code-changed": "项目代码已变更，请重新核对",
    "project-code-look-up-off": "未配置项目代码查询平台",
}

EVENTS = {
    "ProjectCreated": "生成项目",
    "AgreedTermsCorrected": "协议要素更正",
    "ImportedProjectWithdrawn": "导入已撤回",
    "ImportedProjectWithdrawalRefused": "撤回导入被拒",
    "CommencementGateSet": "明确开工前置事项",
    "GateItemProgressed": "前置事项进展",
    "GateItemGranted": "前置事项获批",
    "GateItemExempted": "前置事项无需许可",
    "GateItemLost": "前置事项失效",
    "CommencementGateOpened": "开工条件具备",
    "CommencementGateLost": "开工条件丧失",
    "ProjectCoded": "赋码",
    "ProjectCodeCorrected": "项目代码更正",
    "CodeClaimed": "项目代码占用",
    "CodeFreed": "项目代码释放",
    "ProjectCodeChecked": "项目代码核对",
    "OfficerAssigned": "指派首席服务官",
    "OfficerHandedOver": "首席服务官移交",
    "LeaderAssigned": "指定包抓领导",
    "LeaderReplaced": "更换包抓领导",
    "MilestonePlanned": "里程碑计划",
    "MilestoneForecast": "里程碑预计",
    "MilestoneSlipped": "里程碑延期",
    "MilestoneReached": "里程碑达成",
    "MilestoneCorrected": "里程碑更正",
    "WorkCommenced": "开工",
    "StartObserved": "发现动工",
    "UnapprovedStartObserved": "未批先建",
    "WorkSuspended": "停缓建",
    "WorkResumed": "复工",
    "WorksCompleted": "竣工",
    "ProductionStarted": "投产",
    "ProjectTerminated": "项目终止",
}

STAGES = {
    "not-created": "未生成",
    "signed": "已签约",
    "under-construction": "在建",
    "suspended": "停缓建",
    "completed": "已竣工",
    "in-production": "已投产",
    "terminated": "已终止",
    "withdrawn": "导入已撤回",
}

MILESTONES = {
    "signed": "签约",
    "company-registered": "公司注册",
    "land-supplied": "供地",
    "commencement": "开工",
    "foundation": "桩基",
    "main-structure": "主体",
    "topping-out": "封顶",
    "fitting-out": "装修",
    "equipment-installation": "设备安装",
    "completion": "竣工",
    "final-inspection": "验收",
    "trial-production": "试生产",
    "production": "投产",
    "above-scale": "上规",
    "full-capacity": "达产",
}

STANDINGS = {
    "not-applied": "未申报",
    "received": "已收件",
    "deficiencies-notified": "补正告知",
    "accepted": "已受理",
    "supplement-requested": "办理中补正",
    "special-procedure": "特别程序",
    "declined": "不予受理",
    "withdrawn": "已撤件",
    "refused": "不予许可",
    "returned": "备案退回",
    "granted": "已批准",
    "not-required": "无需许可",
    "retracted": "已撤回",
    "deregistered": "已注销",
    "forfeited": "已吊销",
    "lapsed": "已自行废止",
    "application-lapsed": "逾期未补正",
    "voided": "成果已作废",
    "revoked": "已撤销",
}

FLAGS = {
    "unapproved-start": "未批先建",
    "gate-lost": "开工条件丧失",
    "slipped": "里程碑延期",
}

# What came of looking a code up on the national platform.
CODE_CHECKS = {
    "match": "一致",
    "differs": "不一致",
    "unknown": "平台无此代码",
    "unavailable": "未能核对",
}

UNAVAILABLE = {
    "timeout": "平台超时未答复",
    "unreachable": "平台无法连接",
    "failed": "平台答复异常",
    "unreadable": "平台答复无法识别",
}

CODE_FIELDS = {
    "name": "项目名称",
    "total_investment": "总投资",
    "industry": "所属行业",
    "nature": "建设性质",
    "start_on": "拟开工时间",
    "finish_on": "拟建成时间",
    "place_code": "建设地点区划",
}
