library(lme4)
tad <- read.csv("tadpoles.csv")
tad$pred <- factor(tad$pred, levels = c("control", "dragonfly", "newt"))
tad$tank <- interaction(tad$room, tad$shelf)

traits <- c("mass", "tail", "speed")

# one model per trait
fits <- list()
for (tr in traits) {
  f <- as.formula(paste(tr, "~ pred + day + (1 | tank)"))
  fits[[tr]] <- lmer(f, data = tad)
}
lapply(fits, fixef)

# the same for survival, by hand
surv <- glmer(alive ~ pred + day + (1 | tank), data = tad, family = binomial)
surv.i <- glmer(alive ~ pred * day + (1 | tank), data = tad, family = binomial)
anova(surv, surv.i)

# effect sizes
est <- sapply(fits, function(m) fixef(m)[2])
se <- sapply(fits, function(m) sqrt(diag(vcov(m)))[2])
day <- factor(1:3)
plot(1:3, est, xaxt = "n", ylim = range(est - 2 * se, est + 2 * se))
axis(1, at = 1:3, labels = traits)

# mass, with a random slope
mass.rs <- update(fits$mass, . ~ . + (0 + day | tank))
VarCorr(mass.rs)
