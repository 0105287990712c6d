"""Whether what is meant is the model of the code, and what does not fit."""
