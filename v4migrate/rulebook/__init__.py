"""The rulebook: typed rules and dated facts, loaded from `rules/`."""
