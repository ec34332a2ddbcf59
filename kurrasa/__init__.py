"""Kurrasa: structured content set as Arabic print.

Each module is one stage of the way from content to paper; see ARCHITECTURE.md.
"""

from kurrasa import kernel

__version__ = "0.1.0"

kernel.use()
