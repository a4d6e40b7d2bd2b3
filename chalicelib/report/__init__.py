"""Looking back: what happened in a province, folded from the timeline, a day at a time."""
