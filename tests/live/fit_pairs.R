# Maximised likelihoods: Rscript fit_pairs.R asked.json answers.json
suppressMessages(library(lme4))
arguments <- commandArgs(TRUE)
asked <- jsonlite::fromJSON(arguments[1], simplifyVector = FALSE)
columns <- lapply(asked$columns, unlist)
d <- as.data.frame(columns, stringsAsFactors = TRUE)
# Each optimiser may stop short on its own, so the best of three counts.
likelihood <- function(formula, y) {
    d$y <- y
    one <- function(optimizer) {
        control <- lmerControl(optimizer = optimizer, check.conv.singular = "ignore", calc.derivs = FALSE)
        tryCatch(suppressWarnings(-2 * as.numeric(logLik(lmer(as.formula(formula), d, REML = FALSE, control = control)))),
                 error = function(e) NA)
    }
    min(sapply(c("bobyqa", "Nelder_Mead", "nloptwrap"), one))
}
answers <- lapply(asked$pairs, function(pair) {
    y <- unlist(pair$y)
    list(likelihood(pair$first, y), likelihood(pair$second, y))
})
writeLines(jsonlite::toJSON(answers, auto_unbox = TRUE, digits = 12, na = "null"), arguments[2])
