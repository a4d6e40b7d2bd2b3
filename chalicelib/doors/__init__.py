"""The HTTP triggers, a Chalice blueprint a subject. No logic: each calls one front object."""
