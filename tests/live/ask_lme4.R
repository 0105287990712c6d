# Reads formulas, one a line, and writes for each what R and lme4 make of it: fields separated by tabs, elements by "\1".
# Arguments: the data as CSV, the types of its columns as lines "name type level level ...", the formulas, the output.
suppressMessages(library(lme4))
options(warn = -1, digits = 15)
arguments <- commandArgs(trailingOnly = TRUE)
d <- read.csv(arguments[1], stringsAsFactors = FALSE, check.names = FALSE)
for (line in strsplit(readLines(arguments[2]), " ")) {
  name <- line[1]
  if (line[2] %in% c("factor", "ordered")) {
    d[[name]] <- factor(d[[name]], levels = line[-(1:2)], ordered = line[2] == "ordered")
  }
}
ignore <- lmerControl(
  check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.nlev.gtreq.5 = "ignore",
  check.nlev.gtr.1 = "ignore", check.nobs.vs.nRE = "ignore", check.rankX = "ignore", check.scaleX = "ignore"
)
together <- function(x) paste(x, collapse = "\1")
flat <- function(x) paste(deparse(x, 500), collapse = " ")
one <- function(text) {
  formula <- as.formula(text)
  lhs <- formula
  lhs[[3]] <- expandDoubleVerts(formula[[3]])
  bars <- vapply(findbars(lhs), flat, "")
  made <- lFormula(formula, d, control = ignore)
  fixed <- nobars(lhs)
  tt <- terms(fixed, data = made$fr)
  cnms <- mapply(function(g, columns) paste(c(g, columns), collapse = "\2"), names(made$reTrms$cnms), made$reTrms$cnms)
  c(
    "ok", together(attr(tt, "term.labels")), attr(tt, "intercept"), together(colnames(made$X)), together(bars),
    together(cnms), length(made$reTrms$theta)
  )
}
formulas <- readLines(arguments[3])
answers <- vapply(formulas, function(text) {
  paste(tryCatch(one(text), error = function(e) c("error", gsub("[\t\n]", " ", conditionMessage(e)))), collapse = "\t")
}, "")
writeLines(answers, arguments[4])
