"""Outgoing webhooks: other systems are told that a petition or a dossier changed; signed, in order, at least once."""
