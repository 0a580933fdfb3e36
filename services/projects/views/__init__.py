"""The read side: what is shown of a project, the list of projects, the history of each."""
