"""The command line that runs and looks after all of it: `python -m luodi <command>`."""
