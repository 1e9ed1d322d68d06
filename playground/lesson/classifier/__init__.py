"""The cat classifier step by step: its own lines beside the numbers of one picture."""
