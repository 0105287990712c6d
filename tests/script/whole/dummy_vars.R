# Random slopes per condition without correlations need numeric dummies
library(lme4)
dd <- read.csv("priming.csv")
dd$cond <- factor(dd$cond, levels = c("id", "sem", "un"))

mm <- model.matrix(~ cond, dd)
dd$c1 <- mm[, 2]
dd$c2 <- mm[, 3]

z1 <- lmer(rt ~ cond + (1 | subj), data = dd)
z2 <- lmer(rt ~ c1 + c2 + (1 + c1 + c2 || subj), data = dd)
z3 <- lmer(rt ~ cond + (1 | subj) + (0 + dummy(cond, "un") | subj), data = dd)
z4 <- lmer(rt ~ cond + (1 | subj) + (1 | subj:cond), data = dd)
c(logLik(z1), logLik(z2), logLik(z3), logLik(z4))

# is `un` different from the other two
dd$unrel <- dd$cond == "un"
z5 <- lmer(rt ~ unrel + (1 | subj), data = dd)
z6 <- lmer(rt ~ I(cond == "un") + (1 | subj), data = dd)
all.equal(deviance(refitML(z5)), deviance(refitML(z6)))

# same with contrast matrix
cm <- rbind(c(-1, -1), c(1, 0), c(0, 1))
contrasts(dd$cond) <- cm
z7 <- lmer(rt ~ cond + (1 | subj), data = dd)
z7b <- update(z7, log(rt) ~ .)
z7b
