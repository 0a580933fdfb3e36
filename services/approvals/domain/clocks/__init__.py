"""时限: the clocks of a case: what runs, what is due beside it, when the light turns."""
