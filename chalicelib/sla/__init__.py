"""Working time: a province's calendar, and when allowances of time run out. Knows no ticket."""
