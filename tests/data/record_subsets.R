# Records which rows R's model.frame keeps for the conditions in subsets.txt, a line each, into subsets.out:
#   Rscript tests/data/record_subsets.R     (from the root of the checkout)
# A line is the condition, a tab, and the rows, or "error".
d <- data.frame(
  y = c(1, 2, 3, 4, 5, 6, 7, 8.5), x = c(1, NA, 3, 4, NaN, 6, 7, 0), z = c(0, 1, 0, -1, 2, 2, 0, 1), i = c(1L, 2L, 3L, 100L, 5L, 6L, NA, 8L),
  t = c("a", "b", NA, "B", "a", "c", "c", "a"), n = c("1", "2", "10", "1", NA, "3", "2", "x"), L = c(TRUE, FALSE, NA, TRUE, TRUE, FALSE, FALSE, TRUE),
  f = factor(c("u", "v", NA, "w", "u", "w", "v", "u"), levels = c("w", "v", "u")), D = as.Date("2020-01-01") + 0:7, stringsAsFactors = FALSE
)
one <- function(text) {
  frame <- tryCatch(suppressWarnings(eval(parse(text = sprintf("model.frame(y ~ z, d, subset = %s)", text)))), error = function(e) NULL)
  paste(text, if (is.null(frame)) "error" else paste(match(frame$y, d$y), collapse = " "), sep = "\t")
}
writeLines(vapply(readLines("tests/data/subsets.txt"), one, ""), "tests/data/subsets.out")
