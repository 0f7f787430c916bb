"""Requests that are values of a program's own types: the type gets a member for the switch, and what makes a request sets it."""
