"""Reading files that come from outside: checked before they are decoded, and while they are."""
