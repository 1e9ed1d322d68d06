"""The command line: what its commands share, and those that are long."""
