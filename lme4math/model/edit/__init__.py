"""One change to a model, made in its R code."""
