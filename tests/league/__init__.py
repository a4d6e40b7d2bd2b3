"""Tests of the league table."""
