"""A province changes: versions checked, tried on past petitions, made active, taken back; units merged or closed."""
