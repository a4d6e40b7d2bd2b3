"""Broadcasts: news of policies and emergencies, to all who can be reached and to whom it matters."""
