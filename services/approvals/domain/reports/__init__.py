"""外部报送: what other systems report of cases, and our cases in their codes."""
