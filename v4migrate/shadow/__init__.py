"""Replaying recorded requests against a candidate, and judging how its answers differ from the recorded ones."""
