"""A lesson on a projector: its chapters, the keys that lead through them, and the teacher's notes."""
