"""Tests of the provinces as data."""
