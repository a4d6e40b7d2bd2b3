"""Training provinces."""
