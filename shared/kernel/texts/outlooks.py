"""What is said of when ground can be broken, and the page that counts back from that day."""

PAGE = {
    "title": "手续倒排表",
    "project": "项目",
    "target": "目标节点",
    "by": "倒排目标日",
    "on": "最早可达日",
    "working_days": "尚需工作日",
    "today": "测算日",
    "counted": "计入前置",
    "only_law": "仅法定前置",
    "everything": "法定、地方规定与惯例",
    "chain": "关键链",
    "catalogue_version": "事项目录版本",
    "calendar_version": "工作日历版本",
    "item": "事项",
    "remaining": "剩余工作日",
    "rests_on": "用时依据",
    "must_begin_by": "最迟开始",
    "must_end_by": "最迟办结",
    "slack": "余量（工作日）",
    "note": "说明",
    "works": "工程节点",
    "begun": "在办",
    "impossible": "已来不及",
    "deciding": "关键",
    "none": "无须再办手续。",
    "without_time": "以下事项未设时限，未计用时：{items}",
    "provisional": "途经的年度安排尚未公布，日期可能变动。",
    "printed": "本页由系统按事项计划、在办时钟与日历版本算出，同一时点再次打印内容相同。",
}

# What shows that the holder of a certificate has begun, where the works themselves do.
BEGUN_AS_HEARD = "据项目开工记录"

# On whose past a forecast rests.
SOURCES = {
    "own": "本部门历史用时",
    "item": "各部门同一事项历史用时",
    "assumed": "样本不足，按时限假定",
    "fixed": "工程节点，不占用时",
}

# What says how long an item still takes.
RESTS_ON = {
    "promised": "承诺时限",
    "statutory": "法定时限",
    "tried": "试算设定",
    "nothing": "未设时限，未计用时",
}
