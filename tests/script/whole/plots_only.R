# Decomposition of litter bags; factors are needed for plots only
library(lme4)
library(ggplot2)
bags <- read.csv("litter.csv")

bags$remaining <- bags$mass_t / bags$mass_0
bags$logr <- log(bags$remaining)

ggplot(bags, aes(x = factor(days), y = remaining)) + geom_boxplot()
ggplot(bags, aes(x = days, y = remaining, colour = as.factor(moisture))) + geom_point() + facet_grid(. ~ species)

boxplot(logr ~ factor(moisture), data = bags)
tapply(bags$logr, list(factor(bags$days), bags$species), mean)

k0 <- lmer(logr ~ days + (1 | plot), data = bags)
k1 <- lmer(logr ~ days + moisture + (1 | plot), data = bags)
k2 <- lmer(logr ~ days * moisture + (1 | plot), data = bags)
k3 <- lmer(logr ~ days * moisture + species + (1 | plot), data = bags)
k4 <- lmer(logr ~ 0 + days + days:species + (1 | plot), data = bags)
anova(k0, k1, k2, k3)

# a copy with classes for the appendix table
app <- bags
app$days <- factor(app$days, labels = c("month 1", "month 3", "month 6"))
app$moisture <- app$moisture > 30
aggregate(remaining ~ days + moisture, app, mean)

# nothing is left after a year
sat <- subset(bags, moisture > 30)
k5 <- update(k0, data = sat)
summary(k5)
