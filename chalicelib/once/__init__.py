"""A creating call that is sent twice is done once: the first answer is kept for a day and given again."""
