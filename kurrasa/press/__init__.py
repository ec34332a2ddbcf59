"""From the proven book to what a press takes: the book block and the cover as PDF/X-4, in the inks of a condition."""
