"""Proof: reads the finished PDF back and holds it against what the binder says should be there.

`expected` is what a book should hold, `proof` compares a file with it, `report` is the result.
"""
