# fits that may fail are wrapped
library(lme4)
eye <- read.csv("eyetrack.csv")
eye$region <- factor(eye$region, levels = c("pre", "target", "post"))
eye$group <- as.factor(eye$group)
eye$subj <- as.factor(eye$subj)
eye$lgd <- log(eye$gaze)
eye$len_c <- ave(eye$len, eye$region, FUN = function(x) x - mean(x))

if (nrow(eye) > 10) {
  g1 <- lmer(lgd ~ region + (1 | subj), data = eye)
  g2 <- lmer(lgd ~ region + len_c + (1 | subj), data = eye)
}

g3 <- suppressWarnings(lmer(lgd ~ region * group + (1 | subj), data = eye))
g4 <- try(lmer(lgd ~ region * group + (region | subj), data = eye), silent = TRUE)
system.time(g5 <- lmer(lgd ~ group + len_c + (1 | subj), data = eye))

skip1 <- glmer(skip ~ region + len_c + (1 | subj), data = eye, family = binomial,
               control = glmerControl(optimizer = "bobyqa"))
skip2 <- suppressMessages(update(skip1, . ~ . + group))
skip2

# region as distance from the target
eye$region <- as.numeric(eye$region) - 2
g6 <- lmer(lgd ~ region + (1 | subj), data = eye)
g7 <- update(g6, . ~ . + I(region^2))
anova(g6, g7)
