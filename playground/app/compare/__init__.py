"""Pinned runs side by side, the link to share, and what is handed in."""
