"""投递: carrying events to the endpoints that want them, and keeping proof of every try.

    router ─ writes ─> own.delivery ─ claimed by ─> pump ─> courier ─ POST ─> the endpoint
                            ^                        |
                            └── outcome, next try ───┘

Each endpoint has a window of its own (how many deliveries may be under way to it at once) and is
either proven or on probation; the two classes have separate slots. So a dead endpoint ties up
nothing but its own window, once, and then the slots of probation, one at a time.
"""
