"""Proof: reads the finished PDF back and holds it against what the binder says should be there."""

from kurrasa.prove.expected import (
    Box,
    Expected,
    ExpectedIndex,
    ExpectedPage,
    ExpectedText,
    OutlineEntry,
    PrintedNumber,
)

__all__ = ["Box", "Expected", "ExpectedIndex", "ExpectedPage", "ExpectedText", "OutlineEntry", "PrintedNumber"]
