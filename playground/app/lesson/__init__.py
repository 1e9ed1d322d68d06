"""What the lesson's pages share: their frame, charts, sliders that are followed, and questions."""
