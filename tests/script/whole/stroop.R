library(lme4)
library(MASS)

stroop <- read.csv("stroop.csv")
stroop$cond <- factor(stroop$cond, levels = c("congruent", "neutral", "incongruent"))
stroop$group <- factor(stroop$group)

# successive differences
contrasts(stroop$cond) <- contr.sdif(3)
# deviation coding, by hand
contrasts(stroop$group) <- cbind(old_vs_young = c(-0.5, 0.5))

trimmed <- stroop[stroop$correct == 1, ]
trimmed$lrt <- log(trimmed$rt)

s1 <- lmer(lrt ~ cond + (1 | id), data = trimmed)
s2 <- lmer(lrt ~ cond * group + (1 | id), data = trimmed)
s3 <- lmer(lrt ~ cond * group + block + (1 | id), data = trimmed)
anova(s1, s2, s3)

# accuracy, all trials
acc <- glmer(correct ~ cond * group + (1 | id), data = stroop, family = binomial,
             control = glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 2e5)))
summary(acc)

agg <- aggregate(rt ~ cond + group, data = trimmed, FUN = mean)
agg$group <- as.numeric(agg$group)
barplot(agg$rt, names.arg = paste(agg$cond, agg$group))
