"""Benches: what the compositor is held against, and the figures that came of it. See README.md."""
