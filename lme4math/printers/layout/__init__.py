"""Meaning to boxes, once for all printers: composing, eliding, arranging, measuring."""
