# visual world: looks to target, growth curves
library(lme4)
library(dplyr)
gaze <- read.csv("gaze.csv")

# orthogonal time
tm <- poly(1:5, 2)
gaze$ot1 <- tm[gaze$bin, 1]
gaze$ot2 <- tm[gaze$bin, 2]

gaze <- gaze %>%
  mutate(elog = log((looks + .5) / (n - looks + .5)),
         wts = 1 / (looks + .5) + 1 / (n - looks + .5),
         accent = factor(accent, levels = c("native", "foreign")))
contrasts(gaze$accent) <- c(-.5, .5)

e1 <- lmer(elog ~ (ot1 + ot2) * accent + (1 | subj), data = gaze, weights = 1 / wts, REML = F)
e2 <- lmer(elog ~ (ot1 + ot2) * accent + (ot1 | subj), data = gaze, weights = 1 / wts, REML = F)
anova(e1, e2)

# binomial version
b1 <- glmer(cbind(looks, n - looks) ~ (ot1 + ot2) * accent + (1 | subj), data = gaze, family = "binomial")
b2 <- update(b1, . ~ . - ot2:accent)
anova(b1, b2)

matplot(tm, type = "l")
