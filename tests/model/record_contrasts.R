# Records the columns that R makes of the contrasts in contrasts.txt, one line each, into contrasts.out:
#   Rscript tests/model/record_contrasts.R     (from the root of the checkout)
# A line is a call of C(), or a factor and what the argument `contrasts` gives it: the columns' names and their values at the levels.
suppressMessages(library(lme4))
levels_of <- function(n) factor(rep(letters[seq_len(n)], length.out = 24), levels = letters[seq_len(n)])
d <- data.frame(f2 = levels_of(2), f3 = levels_of(3), f4 = levels_of(4))

line <- function(text) {
  name <- regmatches(text, regexpr("f[234]", text))
  of_c <- startsWith(text, "C(")
  made <- tryCatch({
    term <- if (of_c) text else name
    given <- if (of_c) NULL else eval(parse(text = paste0("list(", text, ")")))
    X <- model.matrix(as.formula(paste("~", term)), d, contrasts.arg = given)
    X[seq_len(nlevels(d[[name]])), -1, drop = FALSE]
  }, error = function(e) NULL)
  if (is.null(made)) return(paste0(text, "\trefused"))
  numbers <- apply(made, 2, function(column) paste(sprintf("%.9g", column + 0), collapse = " "))
  paste(c(text, paste(colnames(made), numbers, sep = ": ")), collapse = "\t")
}
writeLines(vapply(readLines("tests/model/contrasts.txt"), line, ""), "tests/model/contrasts.out")
