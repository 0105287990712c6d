"""Functions that are not computed here, of which the kind of the value is known nonetheless."""

from __future__ import annotations

from functools import partial

from lme4math.model.functions.row import rows
from lme4math.model.functions.shapes import chosen, logical, number, same, text

_named = partial(rows, why_not="Only its kind is known: where there is data its values must be a column of that.")

NAMED = {
    **_named("if_else", "test yes no", chosen, packages="dplyr"),
    **_named("zapsmall invisible", "x ...", same),
    **_named("is.nan is.infinite grepl startsWith endsWith duplicated", "x ...", logical),
    **_named("isTRUE isFALSE logical", "x ...", logical),
    **_named("between near", "x ...", logical, packages="dplyr"),
    **_named("substring sub gsub", "x ...", text, of_factors=True),
    **_named("sprintf format formatC months weekdays quarters", "x ...", text),
    **_named("strsplit trimws switch character", "x ...", text),
    **_named("reorder", "x ...", text, packages="stats"),
    **_named("str_sub str_c", "x ...", text, packages="stringr"),
    **_named("case_when", "...", text, packages="dplyr"),
    **_named("recode", "x ...", text, packages="dplyr car"),
    **_named("cut2", "x ...", text, packages="Hmisc"),
    **_named("cut_number cut_interval cut_width", "x ...", text, packages="ggplot2"),
    **_named("fct_rev fct_drop", "x ...", text, packages="forcats", of_factors=True),
    **_named("fct_infreq fct_inorder fct_lump fct_recode", "x ...", text, packages="forcats"),
    **_named("fct_collapse fct_reorder fct_explicit_na", "x ...", text, packages="forcats"),
    **_named("mapvalues", "x ...", text, packages="plyr"),
    **_named("%*% cummax cummin order diff beta lbeta choose factorial", "x ...", number),
    **_named("numeric integer julian difftime", "x ...", number),
    **_named("ntile percent_rank lag lead", "x ...", number, packages="dplyr"),
    **_named("logit", "x ...", number, packages="car"),
    **_named("inv.logit", "x ...", number, packages="boot"),
    **_named("center rescale standardize exp2", "x ...", number, packages="datawizard scales"),
}
