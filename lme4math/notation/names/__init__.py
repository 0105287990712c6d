"""The names of the parts of a model: styles, letters, symbols, coefficients."""
