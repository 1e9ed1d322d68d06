"""What the pages of the lesson share: their frame, their charts, their questions."""
