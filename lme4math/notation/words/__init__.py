"""The model in words: legend, explanation, and the phrases that they share."""
