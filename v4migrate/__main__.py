"""`python -m v4migrate`."""

from v4migrate.cli.start import main

main()
