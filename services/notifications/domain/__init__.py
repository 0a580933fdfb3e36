"""The rules of notifications: pure, without clock, I/O or framework."""
