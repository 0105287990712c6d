library(lme4)
library(MASS)
birds <- read.csv("seabirds.csv")
birds <- transform(birds,
                   colony = factor(colony),
                   tide = factor(tide, levels = c("ebb", "slack", "flood")),
                   wind2 = wind > 5)

# which rows are usable
birds <- na.omit(birds)
dim(birds)

dive.p <- glmer(dives ~ tide + wind + (1 | colony), data = birds, family = "poisson")
dive.nb <- glmer.nb(dives ~ tide + wind + (1 | colony), data = birds)
dive.nb2 <- glmer.nb(dives ~ tide + wind2 + (1 | colony), data = birds)
c(AIC(dive.p), AIC(dive.nb), AIC(dive.nb2))

# dive depth
depth.1 <- lmer(log(maxdepth) ~ tide + wind + (1 | colony/bird), data = birds)
depth.2 <- lmer(log(maxdepth) ~ tide * wind2 + (1 | colony/bird), data = birds)
anova(depth.1, depth.2)

# temporary coding of tide as 1, 2, 3 for the plot
tide <- as.numeric(birds$tide)
plot(jitter(tide), birds$maxdepth)

gm <- glmer(maxdepth ~ wind + (1 | colony), data = birds, family = Gamma(link = "log"))
ig <- glmer(maxdepth ~ wind + (1 | colony), data = birds, family = inverse.gaussian(link = "log"))
AIC(gm, ig)
