"""An attempt as it is shown: typeset, marked, and said in words."""
