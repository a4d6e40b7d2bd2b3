"""Who may do what over HTTP: one table role × action × scope; keys for other systems."""
