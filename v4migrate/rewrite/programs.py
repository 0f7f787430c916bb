"""The languages of programs: what asks, compares and computes. Documents and settings are in none of them."""

from __future__ import annotations

from v4migrate.scan.syntax.tabled.grammars import LANGUAGES

PROGRAMS = frozenset({*LANGUAGES, "python", "javascript", "typescript", "tsx", "html"})  # its scripts
