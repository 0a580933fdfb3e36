"""What is said of codes, figures and days that cannot be."""

PROBLEMS = {
    "credit-code-length": "统一社会信用代码应为 18 位",
    "credit-code-characters": "统一社会信用代码含有不允许的字符",
    "credit-code-check-digit": "统一社会信用代码校验位不符",
    "credit-code-organisation": "统一社会信用代码中的组织机构代码校验位不符",
    "project-code-shape": "项目代码格式不正确，应为 4-6-2-2-6 位数字",
    "project-code-time": "项目代码前四位既不是年份，也不是年月",
    "project-code-tail": "该项目代码的末段应为 6 位数字",
    "quantity-unreadable": "数量无法识别",
    "quantity-negative": "数量不能为负",
    "quantity-malformed": "数量的写法不正确",
    "unit-unknown": "单位无法识别",
    "unit-of-other-currency": "单位与币种不一致",
    "name-blank": "名称不能为空",
    "calendar-year-missing": "工作日历缺少该年度",
    "limit-not-positive": "时限必须大于零",
    "limit-not-halves": "时限以半日为最小单位",
}
