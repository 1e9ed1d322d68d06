"""How many people are answered: once for all who ask the same, by turns, in processes beside the server."""
