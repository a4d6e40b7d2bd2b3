"""Content posts: written by units, approved by others, published on pages and OAs once, and what came of them."""
