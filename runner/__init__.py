"""The `daybook` command: one module for each of its subcommands."""
