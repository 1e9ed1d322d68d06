"""The live run: its cards, the frame for every value under a thumb, and the film that is played back."""
