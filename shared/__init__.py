"""What every service stands on: a pure kernel, the published contracts, the adapters that do I/O."""
