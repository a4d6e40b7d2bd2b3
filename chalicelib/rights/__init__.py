"""What people may ask of us about themselves: to see everything, and to be forgotten; and what time takes anyway."""
