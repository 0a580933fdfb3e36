"""Pure building blocks of the domain: no clock, no I/O, no framework."""
