"""Rewriting: findings to edits, edits to bytes. `rewriter.py` is the pure core; `apply.py` alone touches files."""
