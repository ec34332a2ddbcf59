"""The book on the screen while it is written: `kurrasa watch` and `kurrasa preview`.

In: a session and its folder. Out: the book built anew at each save, and its pages in a browser on this machine.
"""
