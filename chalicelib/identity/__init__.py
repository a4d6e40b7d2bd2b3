"""Who a citizen is: everyone else works with an alias; platform ids, names and numbers stay in here."""
