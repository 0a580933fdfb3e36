"""账号、授权、部门: the rules, pure."""
