"""The verbs of a fix: one file per action."""
