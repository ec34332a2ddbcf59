"""The book as an archive keeps it: one file that carries all it was made from, and can be made again of it."""
