"""The public ledger: a day's events under one root, so that none can be changed, removed or dated back unseen."""
