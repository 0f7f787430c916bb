"""The languages of programs: what asks, compares and computes. Documents and settings are in none of them."""

from __future__ import annotations

from v4migrate.scan.syntax.tabled.grammars import LANGUAGES

PAGES = frozenset({"javascript", "typescript", "tsx", "html"})  # its scripts
"""Those of pages, which send what they know to a server of any language."""
PROGRAMS = PAGES | {*LANGUAGES, "python"}
