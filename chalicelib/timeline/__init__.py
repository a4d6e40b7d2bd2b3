"""What happened, day by day: one small entry for every event of every petition, for whoever looks back."""
