"""Tenants as data: units, categories, routing, regulation, calendar, accounts and staff of a province."""
