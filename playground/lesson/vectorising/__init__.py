"""The dot product and the gradient as loops and at once, timed; NumPy's functions on one's own arrays."""
