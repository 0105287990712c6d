"""Everything with data: variables of any data frame as R sees them, R's functions of data, X and Z, structure."""
