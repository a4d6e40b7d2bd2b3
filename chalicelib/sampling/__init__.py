"""Of some answers, drawn by lot, the sender is asked whether the matter is really solved."""
