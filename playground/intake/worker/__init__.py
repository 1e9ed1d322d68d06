"""What runs in the limited process, and reads files that anyone may have made."""
