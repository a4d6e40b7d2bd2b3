"""Whose: what a petition is about and which unit must answer it, by the province's own ordered rules."""
