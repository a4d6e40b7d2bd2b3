"""The ledger: pages, the book that seals them, and what finds a lie in them."""
