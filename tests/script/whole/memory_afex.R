# Recognition memory, 2 x 2 within
library(lme4)
library(afex)
set_sum_contrasts()

mem <- read.csv("memory.csv", colClasses = c(subj = "factor", item = "factor"))
mem$depth <- factor(mem$depth, levels = c("shallow", "deep"))
mem$delay <- factor(mem$delay, levels = c("short", "long"))

# d'
hits <- aggregate(correct ~ subj + depth + delay, mem, mean)
head(hits)

full <- glmer(correct ~ depth * delay + (1 | subj) + (1 | item), data = mem, family = binomial)
summary(full)

noint <- update(full, . ~ . - depth:delay)
anova(noint, full)

# RT of correct responses only
ok <- subset(mem, correct == 1)
rt1 <- lmer(log(rt) ~ depth * delay + (1 | subj) + (1 | item), data = ok)
rt2 <- lmer(log(rt) ~ depth + delay + (1 | subj) + (1 | item), data = ok)
anova(rt1, rt2)

emm <- emmeans(full, ~ depth | delay)
pairs <- contrast(emm, "pairwise")
