"""Pages on the sheets of a press, so that they come to lie in their order when the sheets are folded."""
