"""Laws and examples of the pure kernel."""
