"""Texts of catalogue files: why one cannot be read, and how a workbook of one is headed."""

PROBLEMS = {
    "catalogue-unreadable": "事项目录文件读不出来",
}

FAULTS = {
    "yaml-broken": "不是合格的YAML：{given}",
    "too-large": "超出目录文件的限度：{given}",
    "unknown-key": "没有这一项：{given}",
    "missing": "缺少这一项",
    "wrong-type": "内容类型不对：{given}",
    "word-unknown": "不是规定的用词，应为 {given} 之一",
    "code-malformed": "编码只能用字母、数字、点和连字符：{given}",
    "code-twice": "编码重复：{given}",
    "empty": "不能为空",
    "too-long": "文字过长：{given}",
    "number-out-of-bounds": "数值超出范围：{given}",
    "line-unreadable": "写法有误，应写作：{given}",
    "control-character": "含有控制字符",
    "date-malformed": "日期应写作 2026-01-31：{given}",
}
