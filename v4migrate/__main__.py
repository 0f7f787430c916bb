"""`python -m v4migrate`."""

from v4migrate.cli.app import main

main()
