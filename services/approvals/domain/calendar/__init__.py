"""工作日历: the years as published and corrected, and what a change of them moves."""
