"""The book as an EPUB 3.3 publication. In: the order of a book. Out: `booklet.epub` beside it."""
