"""Harbor Desk: the support assistant of the Harbor & Pine web shop."""

__version__ = "1.8.2"
