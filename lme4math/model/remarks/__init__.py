"""Remarks on what R accepts silently: readings that surprise, redundant random terms, structures without meaning."""
