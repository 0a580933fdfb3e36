"""Read side: lists of leads and imports, and the tables beside the history. All SQL is here."""
