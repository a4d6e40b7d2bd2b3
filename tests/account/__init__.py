"""Pages and OAs: their tokens, their standing, who is told."""
