"""Out: what is owed to people is planned, written, sent once, and kept visible when it cannot be sent."""
