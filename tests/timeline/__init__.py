"""The timeline: how entries come to be, and that none is missed."""
