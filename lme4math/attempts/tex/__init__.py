"""A text as formulas: tokens, syntax, statements, symbols, and sums of products."""
