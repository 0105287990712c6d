# everything in functions, main() at the end
library(lme4)

read_bats <- function(file) {
  raw <- read.csv(file)
  raw$sex <- factor(raw$sex, levels = c("F", "M"))
  raw$roost <- paste("r", raw$roost, sep = "")
  raw
}

describe_bats <- function(d) {
  d$forearm <- cut(d$forearm, 3)
  table(d$sex, d$forearm)
}

fit_bats <- function(d, slope = FALSE) {
  if (slope) lmer(mass ~ forearm + sex + (forearm | roost), data = d)
  else lmer(mass ~ forearm + sex + (1 | roost), data = d)
}

bats <- read_bats("bats.csv")
print(describe_bats(bats))
fits <- list(int = fit_bats(bats), slo = fit_bats(bats, TRUE))
do.call(anova, unname(fits))

# and outside of functions, for the text
bats$mite <- as.integer(bats$mites > 0)
mt <- glmer(mite ~ forearm + sex + (1 | roost), data = bats, family = binomial)
mt2 <- glmer(mites ~ forearm + sex + (1 | roost), data = bats, family = poisson)
mt3 <- update(mt2, . ~ . - forearm)
anova(mt3, mt2)
