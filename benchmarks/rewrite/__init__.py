"""Rewrite, measured on public repositories before their own migration."""
