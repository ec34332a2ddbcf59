"""The book as a screen shows it: its parts as pages that flow, from the HTML that they are printed from.

In: an order. Out: an edition of parts that `epub` packs and a web site can show. What stands on paper alone is left
out; what a screen can do is put in: links between the files, notes that open where they are called, dates that programs
read, and the places where the printed pages begin.
"""
