"""One self-contained page: no network, no script, every text escaped."""
