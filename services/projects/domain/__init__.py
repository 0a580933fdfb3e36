"""The rules of projects: what may be asked of one, and what then happened. Pure."""
