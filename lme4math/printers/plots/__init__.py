"""Pictures of a design, with matplotlib: its matrices, and how its grouping factors lie to each other."""
