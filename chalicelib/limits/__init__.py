"""How fast the API may be used: calls a minute for each province and caller, and wrong PINs for each code."""
