# Drosophila courtship: all design columns are coded as numbers in the sheet
library(lme4)
fly <- read.csv("flies.csv")

cols <- c("strain", "vial", "observer")
fly[cols] <- lapply(fly[cols], factor)
sapply(fly, class)

levels(fly$strain) <- c("wild", "mutant", "rescue")
fly$strain <- relevel(fly$strain, ref = "mutant")

summary(fly$latency)
fly$loglat <- log(fly$latency + 1)

c0 <- lmer(loglat ~ temp + (1 | vial), data = fly)
c1 <- lmer(loglat ~ temp + strain + (1 | vial), data = fly)
c2 <- lmer(loglat ~ temp * strain + observer + (1 | vial), data = fly)
print(anova(c0, c1, c2))

# likelihood ratio by hand
2 * (logLik(c1) - logLik(c0))

copulated <- glmer(cop ~ strain + (1 | vial), data = fly, family = binomial(link = "probit"))
copulated2 <- update(copulated, . ~ . + temp)

tab <- with(fly, table(strain, cop))
mosaicplot(tab, color = TRUE)
