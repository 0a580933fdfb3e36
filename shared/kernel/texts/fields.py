"""What is wrong with one field, in Chinese, by the code of the fault.

In braces stand the limits that the field has; a text that names one which is not given falls back
to the general one.
"""

from collections.abc import Mapping

FIELDS = {
    "missing": "必填",
    "extra-forbidden": "没有这一项",
    "given-twice": "只能填写一次",
    "frozen-field": "不可更改",
    "control-characters": "含有控制字符或改变文字方向的字符",
    "control-character": "含有控制字符",
    "null-bytes": "含有空字符",
    "line-unreadable": "这一行无法识别，应写作：{form}",
    "string-type": "须为文字",
    "string-too-short": "至少 {min_length} 个字符",
    "string-too-long": "至多 {max_length} 个字符",
    "string-pattern-mismatch": "格式不符：{pattern}",
    "string-unicode": "文字编码无法识别",
    "too-short": "至少 {min_length} 项",
    "too-long": "至多 {max_length} 项",
    "int-type": "须为整数",
    "int-parsing": "须为整数",
    "int-parsing-size": "数字过大",
    "int-from-float": "须为整数",
    "float-type": "须为数字",
    "float-parsing": "须为数字",
    "finite-number": "须为有限的数字",
    "decimal-type": "须为数字",
    "decimal-parsing": "须为数字",
    "decimal-max-digits": "至多 {max_digits} 位数字",
    "decimal-max-places": "至多 {decimal_places} 位小数",
    "decimal-whole-digits": "整数部分至多 {whole_digits} 位",
    "greater-than": "须大于 {gt}",
    "greater-than-equal": "不得小于 {ge}",
    "less-than": "须小于 {lt}",
    "less-than-equal": "不得大于 {le}",
    "multiple-of": "须为 {multiple_of} 的倍数",
    "bool-type": "须为是或否（true 或 false）",
    "bool-parsing": "须为是或否（true 或 false）",
    "date-type": "日期应写作 2026-01-31",
    "date-parsing": "日期无法识别，应写作 2026-01-31",
    "date-from-datetime-parsing": "日期无法识别，应写作 2026-01-31",
    "date-from-datetime-inexact": "只填日期，不带时刻",
    "date-out-of-range": "日期须在 1949 年至 2199 年之间",
    "datetime-type": "时刻应写作 2026-01-31T09:00:00+08:00",
    "datetime-parsing": "时刻无法识别，应写作 2026-01-31T09:00:00+08:00",
    "datetime-from-date-parsing": "时刻无法识别，应写作 2026-01-31T09:00:00+08:00",
    "timezone-aware": "时刻须注明时区",
    "range-reversed": "止日早于起日",
    "enum": "只能是：{expected}",
    "literal-error": "只能是：{expected}",
    "union-tag-invalid": "种类只能是：{expected_tags}",
    "union-tag-not-found": "须注明种类",
    "uuid-type": "须为编号（UUID）",
    "uuid-parsing": "编号无法识别（UUID）",
    "url-parsing": "网址无法识别",
    "url-scheme": "网址须以 {expected_schemes} 开头",
    "url-type": "须为网址",
    "list-type": "须为列表",
    "tuple-type": "须为列表",
    "set-type": "须为列表",
    "dict-type": "须为对象",
    "model-type": "须为对象",
    "model-attributes-type": "须为对象",
    "dataclass-type": "须为对象",
    "json-invalid": "不是可读的 JSON",
    "json-type": "不是可读的 JSON",
    "project-named-once": "项目编号与项目代码二者填一",
    "item-named-once": "事项编码与来源事项编码二者填一",
}
GENERAL = "填写不合规定"


def fault_text(code: str, limits: Mapping[str, object]) -> str | None:
    """Return the text of a fault with its limits, or None for a code that has none."""
    if code not in FIELDS:
        return None
    try:
        return FIELDS[code].format(**limits)
    except KeyError:
        return GENERAL
