"""The font of the papers that are made as PDF, cut down from the whole family once; see make.py."""
