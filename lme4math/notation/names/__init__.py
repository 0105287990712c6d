"""What the parts of a model are called on the page: styles, letters, symbols, rows."""
