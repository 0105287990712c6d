"""What the letters stand for in R: each way to read a text as an lme4 formula."""
