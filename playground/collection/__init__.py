"""Data sets in folders: found, read by the limited process, kept, and downloaded."""
