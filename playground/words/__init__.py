"""Every word a person reads, in both languages."""
