"""What crosses to the browser: the places that a script fills, what they get, and the scripts themselves."""
