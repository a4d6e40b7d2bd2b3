"""The hub: a ticket, its whole life as one table, its events as a chain, and what is owed to people."""
