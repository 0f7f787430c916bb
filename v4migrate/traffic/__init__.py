"""Recorded exchanges: reading them, saying which model answered, and keeping secrets off the disk."""
