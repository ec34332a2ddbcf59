"""Handouts: one A4 sheet for a meeting or a theme, made of the records that the booklet is made of.

In: checked content and the page map of the booklet. Out: a PDF a handout, proven like the booklet, or all in one.
`subject` says what a handout is about, `blocks` what is said of it, `pack` where it stands, `sheet` sets it, `expect`
says what the proof must find, `make` does all of it for an order.
"""
