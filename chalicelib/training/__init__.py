"""The training tenant: same rules, its own clock, and nothing that leaves it."""
