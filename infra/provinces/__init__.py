"""Starting documents of the provinces, and the builder of their communes."""
