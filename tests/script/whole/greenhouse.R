library(lme4)
gh <- expand.grid(bench = 1:4, pot = 1:2, co2 = c("ambient", "elevated"), n = c(0, 50))
gh <- transform(gh, biomass = c(5.1, 4.8, 6.0, 5.5, 4.9, 5.2, 6.3, 5.8, 6.9, 6.1, 7.0, 7.4, 6.6, 6.8, 7.1, 7.7,
                                5.9, 5.6, 6.8, 6.1, 5.8, 6.4, 6.6, 6.9, 8.4, 7.9, 8.8, 9.1, 8.0, 8.2, 8.9, 9.3))
gh$bench <- factor(gh$bench)
gh$nf <- factor(gh$n, labels = c("low N", "high N"))

xtabs(~ co2 + n, gh)
interaction.plot(gh$n, gh$co2, gh$biomass)

# nitrogen as a number
p1 <- lmer(biomass ~ co2 * n + (1 | bench), data = gh)
# and as a factor
p2 <- lmer(biomass ~ co2 * nf + (1 | bench), data = gh)
all.equal(deviance(refitML(p1)), deviance(refitML(p2)))

# bench by CO2
p3 <- lmer(biomass ~ co2 * nf + (1 | bench/co2), data = gh)
p4 <- lmer(biomass ~ co2 * nf + (co2 | bench), data = gh)
sapply(list(p2, p3, p4), AIC)

gh$resid <- resid(p2)
bwplot(resid ~ bench, gh)
