"""A class on this server: the teacher's wall, the way in for students, and the line that their pages show."""
