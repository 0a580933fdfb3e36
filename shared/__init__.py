"""What every service stands on: a pure kernel, the published contracts, the adapters for I/O."""
