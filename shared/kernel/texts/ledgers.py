"""What the reading of a ledger says: of the file, of a sheet, of a row."""

PROBLEMS = {
    "ledger-not-a-workbook": "文件不是 Excel 工作簿（.xlsx）",
    "ledger-old-format": "文件是旧版 Excel 格式（.xls），请另存为 .xlsx",
    "ledger-password-protected": "文件设有打开密码，请去除密码后再导入",
    "ledger-has-macros": "文件含有宏，请另存为不含宏的 .xlsx",
    "ledger-damaged": "文件已损坏，无法读取",
    "ledger-too-large": "文件过大",
    "ledger-too-many-rows": "工作表行数超过上限",
    "ledger-too-many-columns": "工作表列数超过上限",
    "ledger-formula-uncalculated": "公式没有保存计算结果，请在 Excel 中打开并保存后再导入",
    "ledger-layout-unknown": "没有一张工作表是可识别的台账",
}

LAYOUTS = {
    "enquiries": "招商项目台账",
    "projects": "重点招商项目汇总表",
    "progress": "项目推进情况表",
}

TARGETS = {"lead": "线索", "project": "项目"}

# What was read only by assuming something; {text} is what the cell says.
ASSUMPTIONS = {
    "blank-is-unknown": "“{column}”为空，按未知处理，不按零",
    "mark-is-unknown": "“{column}”填“{text}”，按未公开处理，不按零",
    "unit-from-cell": "“{column}”以单元格内所写单位为准：{text}",
    "currency-of-column": "“{column}”未写币种，按表头币种：{text}",
    "range-scale-shared": "“{column}”区间下限未写数量级，与上限相同：{text}",
    "range-also-approximate": "“{column}”为约数区间：{text}",
    "remark-set-aside": "“{column}”数字之后的文字作为备注保留：{text}",
    "float-rounded": "“{column}”按 Excel 显示的 15 位有效数字读取：{text}",
    "investor-is-name": "台账只有“{column}”一栏，投资方按此名称登记：{text}",
    "dated-by-title": "台账未写登记时间，以标题所写时间为准：{text}",
    "undated": "台账未写时间，进展的时间未知",
    "commencement-from-content": "“{column}”写明开工时间：{text}",
    "completion-from-content": "“{column}”写明竣工时间：{text}",
    "production-from-content": "“{column}”写明投产时间：{text}",
    "stage-registered": "“{text}”按线索“已登记”处理：尚在谋划",
    "stage-agreement-outstanding": (
        "“{text}”按线索“已签约（协议要素待补录）”处理：台账未写签约金额和约定日期"
    ),
    "stage-structure-finished": "“{text}”按项目“在建”处理：主体完成不等于竣工",
    "stage-not-started": "“{text}”按项目“已签约”处理：台账未写明已经开工",
    "stage-fitting-out": "“{text}”按项目“在建”处理：装修工程已经启动",
    "stage-contact-continues": "“{text}”按线索“在谈”处理",
}

# What could not be read, and was left unknown.
UNREADABLE = {
    "name-missing": "没有项目名称",
    "name-merged": "多行共用一个名称，无法逐行导入",
    "status-missing": "“{column}”为空，无法判断处于哪个阶段",
    "status-unknown": "“{column}”的“{text}”不在对照表中",
    "quantity-unreadable": "“{column}”无法识别为数量：{text}",
    "quantity-negative": "“{column}”为负数：{text}",
    "quantity-merged": "多行共用一个“{column}”，无法分摊到各行：{text}",
    "unit-missing": "“{column}”未写单位：{text}",
    "date-unreadable": "“{column}”无法识别为时间：{text}",
    "date-ambiguous": "“{column}”的数字分不清 1 月和 10 月：{text}",
    "cell-error": "“{column}”是公式错误：{text}",
    "cell-too-long": "“{column}”文字过长",
}

# What was read as it stands, and somebody should look at.
QUERIES = {
    "origin-cut-short": "来源地“{text}”像是地名未写全，可能是：{candidates}",
    "row-repeated": "与第 {other} 行内容完全相同",
    "name-repeated": "与第 {other} 行名称相同",
    "milestone-not-read": "“{column}”提到时间但未作为事实读取：{text}",
    "milestone-before-project": "“{column}”写明的时间与所处阶段不一致：{text}",
}

# What is to be said of a sheet or a row that is not imported.
SKIPPED = {
    "title": "标题",
    "note": "说明",
    "header": "表头",
    "blank": "空行",
    "total": "合计行，仅用于核对",
}
SHEETS = {
    "layout-unknown": "未识别的表格样式，本表未读取",
    "sheet-empty": "空表",
    "sheet-hidden": "隐藏的工作表",
    "column-unknown": "“{column}”列无法识别，未读取",
    "column-repeated": "“{column}”列与前面的列重复，未读取",
}
TOTALS = {
    "agrees": "合计与各行已知数一致：{stated}",
    "differs": "合计为 {stated}，各行已知数为 {found}",
    "not-comparable": "合计 {stated} 无法与各行核对",
}
