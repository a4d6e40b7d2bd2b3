"""Wire formats of the platforms, both directions, as pure functions."""
