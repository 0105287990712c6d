# Records what lme4 makes of the calls in odd48.txt with the data that it writes to odd48.csv, a JSON object a line:
#   Rscript tests/data/record_odd.R     (from the root of the checkout)
# Matrices are told by the sums of their columns, plain and weighted by the numbers of the rows.
suppressMessages({ library(lme4); library(splines) })
set.seed(48)
n <- 48
d <- data.frame(
  y = round(rnorm(n), 3), pos = round(rexp(n) + 0.1, 3), s = rbinom(n, 5, 0.4), n = 5L + seq_len(n) %% 3L, cnt = rpois(n, 3),
  bin = rbinom(n, 1, 0.5), x = round(rnorm(n), 3), z = round(runif(n, 0.5, 9), 2), k = seq_len(n) %% 5L,
  L = seq_len(n) %% 3 == 0, f = rep(c("lo", "hi", "mid"), 16), o = rep(c("M", "L", "S", "S"), 12), c = rep(c("b", "B", "a", "_x"), each = 12),
  D = as.Date("2020-02-27") + rep(0:5, 8), id = rep(c(10L, 2L, 33L, 4L, 100L, 21L), each = 8), a = rep(c("a1", "a2", "a3"), each = 16),
  b = rep(rep(c("b1", "b2"), each = 8), 3), sub = rep(1:4, 12), g = rep(c("g3", "g1", "g2", "g4", "g5", "g6"), 8),
  w = rep(c(1, 2, 0, 0.5), 12), off = round(rnorm(n), 2), stringsAsFactors = FALSE
)
d$z[c(5, 17, 30)] <- NA
d$g[c(3, 20)] <- NA
d$L[7] <- NA
d$x2 <- 2 * d$x
d$`my var` <- round(rnorm(n), 2)
write.csv(d, "tests/data/odd48.csv", row.names = FALSE)
d$f <- factor(d$f, levels = c("never", "mid", "lo", "hi"))
d$o <- factor(d$o, levels = c("S", "M", "L"), ordered = TRUE)
for (name in c("a", "b", "g")) d[[name]] <- factor(d[[name]])

told <- function(m) {
  m <- as.matrix(m)
  unname(signif(rbind(colSums(m), colSums(m * seq_len(nrow(m)))), 10))
}
checks <- list(check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.nlev.gtreq.5 = "ignore", check.nlev.gtr.1 = "ignore",
  check.nobs.vs.nRE = "ignore", check.scaleX = "ignore", check.rankX = "silent.drop.cols")
one <- function(text) {
  call <- parse(text = text)[[1]]
  kind <- as.character(call[[1]])
  call[[1]] <- as.name(if (kind == "lmer") "lFormula" else "glFormula")
  call$data <- quote(d)
  call$control <- do.call(if (kind == "lmer") lmerControl else glmerControl, checks)
  made <- tryCatch(suppressMessages(suppressWarnings(eval(call))), error = function(e) conditionMessage(e))
  if (is.character(made)) return(list(call = text, error = made))
  frame <- made$fr
  vector <- function(v) if (is.null(v)) NULL else signif(c(sum(v), sum(v * seq_along(v))), 10)
  re <- made$reTrms
  pattern <- as(re$Lambdat, "TsparseMatrix")
  rows <- match(rownames(frame), rownames(d))
  list(call = text, columns = colnames(made$X), X = told(made$X), Z = told(t(re$Zt)), Lind = re$Lind,
    Lambdat = rbind(pattern@i, pattern@j)[, order(pattern@j, pattern@i), drop = FALSE], levels = lapply(re$flist, levels),
    rows = rows, weights = vector(model.weights(frame)), offset = vector(model.offset(frame)), y = {
      v <- model.response(frame); if (is.numeric(v) || is.logical(v)) told(v) else NULL })
}
lines <- readLines("tests/data/odd48.txt")
writeLines(vapply(lines, function(line) as.character(jsonlite::toJSON(one(line), auto_unbox = FALSE, digits = NA, null = "null")), ""), "tests/data/odd48.out")
