"""Content posts: their life, published once, figures."""
