# F0 contours
library(lme4)
f0 <- read.csv("f0.csv")

t <- poly((unique(f0$step)), 2)
f0[, paste0("ot", 1:2)] <- t[f0$step, 1:2]
f0$focus <- C(factor(f0$focus, levels = c("broad", "narrow", "contrastive")), contr.treatment(3, base = 2))
f0$lang <- factor(f0$lang)
contrasts(f0$lang) <- "contr.sum"

q1 <- lmer(st ~ ot1 + ot2 + (1 | spk), data = f0, REML = FALSE)
q2 <- lmer(st ~ (ot1 + ot2) * lang + (1 | spk), data = f0, REML = FALSE)
q3 <- lmer(st ~ ot1 + ot2 + focus + lang + (1 | spk), data = f0, REML = FALSE)
anova(q1, q2)
anova(q1, q3)

# one point per syllable
mid <- f0[f0$step == 3, ]
q4 <- lm(st ~ focus, data = mid)

summary(q3)$coef
f0$pred <- predict(q3)
coplot(pred ~ step | focus, data = f0)
