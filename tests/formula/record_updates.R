# Records what R's update.formula makes of random pairs of formulas, for test_updating.py:
#   Rscript tests/formula/record_updates.R > tests/formula/updates.tsv
# Each line is the old formula, the new one, and R's answer, empty where R refuses.

set.seed(20)
pick <- function(...) sample(c(...), 1)

variable <- function(depth) pick(
  "x", "z", "a", "b", "a", "b", "x", "log(z)", "I(x^2)", "poly(x, 2)", "scale(x)", "offset(w)", "`a b`",
  "factor(a)", "I(a | b)", "x > 0", "(x > 0)", "I(2L * x)", "cs(1 + x | g)", if (depth > 2) "d$x" else "1", "0"
)
bar <- function() pick(
  "(1 | g)", "(x | g)", "(0 + x | g)", "(1 | g/h)", "(x || g)", "(1 | g:h)", "(1 + x + z | h)", "(1|g)", "1 | g"
)
term <- function(depth, dot) {
  if (dot && runif(1) < 0.2) return(".")
  if (depth == 0 || runif(1) < 0.55) return(if (runif(1) < 0.25) bar() else variable(depth))
  operator <- pick(":", "*", "/", " + ", " + ", " - ", "^", "(", " %in% ", "I")
  if (operator == "^") return(paste0("(", sum_of(depth - 1, dot), ")^", sample(2:3, 1)))
  if (operator == "(") return(paste0("(", sum_of(depth - 1, dot), ")"))
  if (operator == "I") return(paste0("I(", term(depth - 1, dot), pick(" * ", " / ", "^", " - "), term(0, dot), ")"))
  paste0(term(depth - 1, dot), operator, term(depth - 1, dot))
}
sum_of <- function(depth, dot) {
  terms <- replicate(sample(1:3, 1), term(depth, dot))
  signs <- sample(c(" + ", " + ", " + ", " - "), length(terms), replace = TRUE)
  signs[1] <- pick("", "", "", "", "-")
  paste0(signs, terms, collapse = "")
}
old <- function() paste(pick("y", "y", "y", "log(y)", "cbind(u, v)", "u + v", ""), "~", sum_of(2, FALSE))
new <- function() {
  right <- if (runif(1) < 0.7) paste0(". ", pick("+ ", "- "), sum_of(1, TRUE)) else sum_of(2, TRUE)
  paste(pick(".", ".", ".", "log(.)", "I(. * 2)", "v", "", "1/."), "~", right)
}
as_text <- function(formula) paste(trimws(deparse(formula, width.cutoff = 500)), collapse = " ")

for (number in 1:400) {
  pair <- c(old(), new())
  answer <- tryCatch(as_text(update.formula(as.formula(pair[1]), as.formula(pair[2]))), error = function(e) "")
  cat(paste(c(pair, answer), collapse = "\t"), "\n", sep = "")
}
