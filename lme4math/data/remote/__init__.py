"""Tables that stay where they are: the answers of R, from counts."""
