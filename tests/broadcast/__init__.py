"""Messages to many."""
