# Trend of butterfly counts, with random years
library(lme4)
bf <- read.csv("butterflies.csv")
bf$yr <- bf$year - min(bf$year)
bf$fyear <- factor(bf$year)
bf$transect <- factor(bf$transect)
bf$managed <- factor(bf$managed, levels = 0:1, labels = c("no", "yes"))

tr1 <- glmer(count ~ yr + (1 | transect), data = bf, family = poisson)
tr2 <- glmer(count ~ yr + (1 | transect) + (1 | fyear), data = bf, family = poisson)
tr3 <- glmer(count ~ yr * managed + (1 | transect) + (1 | fyear), data = bf, family = poisson)
anova(tr1, tr2, tr3)

# year effects as fixed
tr4 <- glmer(count ~ fyear + managed + (1 | transect), data = bf, family = poisson)
tr5 <- update(tr4, . ~ . - fyear + poly(yr, 2))
AIC(tr4, tr5)

# several species: reshape the table of indices
idx <- with(bf, tapply(count, list(year, managed), mean))
idx <- as.data.frame(as.table(idx))
names(idx) <- c("year", "managed", "mean")
idx$managed <- as.numeric(idx$managed)
plot(mean ~ managed, idx)

tr6 <- lmer(log(count + 1) ~ scale(yr) + managed + (scale(yr) | transect), data = bf)
summary(tr6)
