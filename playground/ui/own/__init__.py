"""What the page of a person's own pictures is made of."""
