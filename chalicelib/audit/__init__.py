"""The audit trail: who looked at identities, exported, or changed how the province works."""
