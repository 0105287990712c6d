# foraging distance of five colonies; list of candidate models
library(lme4)
ants <- read.csv("ants.csv")
ants$food <- factor(ants$food, levels = c("sugar", "protein"))
ants$time <- factor(ants$time, levels = c("am", "noon", "pm"))
ants$ldist <- log10(ants$dist)

cand <- list(
  null = lmer(ldist ~ 1 + (1 | colony), data = ants, REML = FALSE),
  food = lmer(ldist ~ food + (1 | colony), data = ants, REML = FALSE),
  time = lmer(ldist ~ time + (1 | colony), data = ants, REML = FALSE),
  both = lmer(ldist ~ food + time + (1 | colony), data = ants, REML = FALSE)
)

aics <- sapply(cand, AIC)
delta <- aics - min(aics)
weights <- exp(-delta / 2) / sum(exp(-delta / 2))
round(cbind(aics, delta, weights), 2)

best <- lmer(ldist ~ food * time + temp + (1 | colony), data = ants)
plot(best)

# jackknife over colonies
jk <- list()
for (cc in unique(ants$colony)) {
  jk[[cc]] <- lmer(ldist ~ food + (1 | colony), data = ants[ants$colony != cc, ])
}
sapply(jk, fixef)
