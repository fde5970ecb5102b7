"""Likely errors in annotated articles, found by comparing places that should be annotated alike."""

from newsfacts.data.consistency.case import Finding
from newsfacts.data.consistency.findings import check_consistency, findings, placed

__all__ = ["Finding", "check_consistency", "findings", "placed"]
