"""台账导入: real ledgers, read as they are, with every assumption said and nothing guessed.

`ledger.read_workbook` turns the bytes of a workbook into what each row says and what would become
of it. It stores nothing.
"""
