"""What the formulas say as a model, before any of it is held against R: the neutral reading."""
