"""The descent, exactly and fast, and the surface it runs on. No words, no drawing, no files."""
