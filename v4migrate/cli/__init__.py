"""The command line: a thin shell over the core. One file per command; nothing heavy is imported before a command runs."""
