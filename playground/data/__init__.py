"""What a data set is: its pictures and labels, checked, written, built, cut, compared and drawn."""
