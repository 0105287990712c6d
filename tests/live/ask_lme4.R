# What lme4 makes of each call: matrices, names, levels, and the parameters and covariance factor at random values.
# Arguments: a JSON file with the data frames and the calls, the file for the answers, a seed.
suppressMessages({library(lme4); library(splines); library(jsonlite)})
options(warn = -1)
arguments <- commandArgs(trailingOnly = TRUE)
asked <- fromJSON(arguments[1], simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
set.seed(as.integer(arguments[3]))
ignored <- list(
  check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.nlev.gtreq.5 = "ignore",
  check.nlev.gtr.1 = "ignore", check.nobs.vs.nRE = "ignore", check.rankX = "ignore", check.scaleX = "ignore"
)
column <- function(given) {
  values <- unlist(lapply(given$values, function(value) if (is.null(value)) NA else value))
  switch(given$type,
    factor = factor(values, given$levels), ordered = factor(values, given$levels, ordered = TRUE),
    Date = as.Date(values), integer = as.integer(values), values)
}
frames <- lapply(asked$frames, function(columns) as.data.frame(lapply(columns, column)))
deviations <- function(n) as.numeric(ifelse(runif(n) < 0.15, 0, round(abs(rnorm(n)), 3) + 0.01))
# Admissible parameters of one term: for us a lower triangle, rows of 0 for a deviation of 0; else deviations, then rho.
parameters <- function(term) {
  p <- term@nc
  if (is(term, "Covariance.us")) {
    triangle <- matrix(round(rnorm(p * p), 3), p) * deviations(p)
    return(triangle[lower.tri(triangle, diag = TRUE)])
  }
  given <- deviations(if (term@hom) 1 else p)
  lowest <- if (is(term, "Covariance.cs")) -1 / max(p - 1, 1) else -1
  if (length(lme4:::getPar(term)) > length(given)) given <- c(given, round(runif(1, lowest * 0.95, 0.95), 3))
  given
}
many <- function(x) I(if (is.null(x)) character() else as.vector(x)) # an array in JSON, however long
triplets <- function(matrix) {
  entries <- as(matrix, "TsparseMatrix")
  list(i = many(entries@i), j = many(entries@j), x = many(entries@x), shape = dim(matrix))
}
answer <- function(text, d) {
  call <- parse(text = text, keep.source = FALSE)[[1]]
  linear <- identical(call[[1]], quote(lmer))
  call[[1]] <- if (linear) quote(lFormula) else quote(glFormula)
  call$control <- if (linear) quote(do.call(lmerControl, ignored)) else quote(do.call(glmerControl, ignored))
  made <- eval(call)
  X <- made$X
  kept <- colnames(X)
  if (ncol(X)) colnames(X) <- seq_len(ncol(X)) # names may repeat
  left <- as.integer(colnames(lme4:::chkRank.drop.cols(X, "silent.drop.cols")))
  terms <- made$reTrms
  response <- if (linear) mkRespMod(made$fr, REML = 1L) else mkRespMod(made$fr, family = made$family)
  pars <- lapply(terms$reCovs, parameters)
  theta <- unlist(Map(function(term, par) lme4:::getTheta(lme4:::setPar(term, par)), terms$reCovs, pars))
  Lambdat <- terms$Lambdat
  Lambdat@x <- theta[terms$Lind]
  fixed <- reformulas::nobars(reformulas::noSpecials(as.formula(call[[2]]), delete = FALSE,
    specials = lme4:::lme4_specials))
  labels <- terms(if (length(fixed) < 3) y ~ 1 else fixed, data = made$fr)
  list(
    labels = many(attr(labels, "term.labels")), columns = many(kept), left = many(left - 1L), X = many(X),
    Z = triplets(t(terms$Zt)), groups = many(names(terms$cnms)), effects = lapply(unname(terms$cnms), many),
    levels = lapply(terms$flist, function(f) many(levels(f))), Lind = many(terms$Lind), Lambdat = triplets(Lambdat),
    y = many(response$y), offset = many(response$offset), weights = many(response$weights),
    rows = many(match(rownames(made$fr), rownames(d)) - 1L), par = many(unlist(pars)), theta = many(theta), linear = linear
  )
}
answers <- lapply(asked$calls, function(one) {
  tryCatch(answer(one$code, frames[[one$frame + 1L]]), error = function(e) list(error = conditionMessage(e)))
})
write_json(answers, arguments[2], auto_unbox = TRUE, digits = NA, na = "null")
