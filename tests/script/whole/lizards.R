rm(list = ls())
library(lme4)
setwd(".")
liz <- read.csv("lizards.csv", header = TRUE, stringsAsFactors = TRUE)

# size classes
liz$class <- cut(liz$svl, breaks = c(0, 45, 60, Inf), labels = c("juvenile", "subadult", "adult"))
liz$invaded <- liz$density > 2
liz$island <- as.character(liz$island)

table(liz$class)

# for the figure only
figdat <- liz
figdat$density <- cut(figdat$density, 3)
boxplot(speed ~ density, data = figdat, las = 2)

speed1 <- lmer(speed ~ class + density + (1 | island), data = liz)
speed2 <- lmer(speed ~ class * invaded + (1 | island), data = liz)
speed3 <- lmer(speed ~ class * invaded + temp + (1 | island) + (1 | observer), data = liz)
AIC(speed1, speed2, speed3)

cf <- fixef(speed3)
barplot(cf, las = 2)

# residuals by island
plot(speed3, resid(.) ~ fitted(.) | island, abline = 0)

# stamina is a count of laps
lap <- glmer(laps ~ class + invaded + (1 | island), family = poisson(link = "log"), data = liz)
lap0 <- update(lap, . ~ 1 + (1 | island))
anova(lap0, lap)
