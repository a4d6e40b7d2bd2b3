"""Periodical reports and the meeting loop."""
