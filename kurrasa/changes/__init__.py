"""What an edit changed: an edition held against an earlier one, page by page, and what has to be printed again.

In: two manifests (`kurrasa.manifest`), and the files they describe. Out: the pages that differ, the index lines whose
numbers moved, the leaves and press sheets to print again, a report and those leaves. docs/changes.md tells the rules.
"""
