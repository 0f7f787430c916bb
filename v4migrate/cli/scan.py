"""placeholder"""
def command() -> None:
    """."""
