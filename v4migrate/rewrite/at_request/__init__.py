"""The switch at one request: what is wanted there, what the request says already, and where the switch goes."""
