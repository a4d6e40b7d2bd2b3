"""The client for integrators: `make` writes `cau_noi.py` from the OpenAPI document; that one file is copied out."""
