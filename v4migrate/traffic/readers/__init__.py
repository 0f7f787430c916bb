"""One module per log format; each turns one record into an Exchange."""
