library(lme4)
worms <- read.csv("worms.csv")
worms$crop <- factor(worms$crop, levels = c("maize", "wheat", "grass"))

summary(lmer(biomass ~ crop + (1 | farm), data = worms))
summary(lmer(biomass ~ crop + ph + (1 | farm), data = worms))

anova(lmer(biomass ~ ph + (1 | farm), data = worms, REML = FALSE),
      lmer(biomass ~ crop + ph + (1 | farm), data = worms, REML = FALSE))

(wm <- lmer(biomass ~ crop * ph + (1 | farm), data = worms))
VarCorr(wm)

# overwritten as we go
m <- glmer(count ~ crop + (1 | farm), data = worms, family = poisson)
deviance(m)
m <- glmer(count ~ crop + ph + (1 | farm), data = worms, family = poisson)
deviance(m)
m <- update(m, . ~ . + clay)
deviance(m)

lmer(log(count + 1) ~ clay + ph + (1 | farm), data = worms) -> w.log
w.log

worms$farm <- as.factor(worms$farm)
stripchart(biomass ~ crop, data = worms, vertical = TRUE)
