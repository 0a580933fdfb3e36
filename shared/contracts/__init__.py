"""Published events: one module per publisher, read by everybody else."""
