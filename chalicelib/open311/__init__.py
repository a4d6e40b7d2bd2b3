"""Open311 GeoReport v2: what 311 apps speak, upon the categories, the form and the published petitions of a province.

Nothing is decided here that another room decides: a service is a category, a request is a published petition, filing
goes through the form of the intake. What this room knows is the specification: names, notations, filters, errors.
"""
