"""Periodical reports that make and send themselves, and the meetings whose conclusions become tasks."""
