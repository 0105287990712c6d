"""Three ways of writing one model: expanded, compact and in matrices."""
