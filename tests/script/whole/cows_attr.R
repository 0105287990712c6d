## Somatic cell counts
library(lme4)
cows <- read.table("cows.txt", header = TRUE, sep = "\t", colClasses = c("factor", "factor", "character", "numeric", "numeric"))
names(cows)
cows$lscc <- log2(cows$scc / 100) + 3
cows$parity <- factor(cows$parity, levels = c("1", "2", "3"))

# Helmert coding for parity
attr(cows$parity, "contrasts") <- contr.helmert(3)

k1 <- lmer(lscc ~ parity + dim + (1 | herd/cow), data = cows)
summary(k1)

# quadratic in days in milk
k2 <- lmer(lscc ~ parity + dim + I(dim^2) + (1 | herd/cow), data = cows)
anova(k1, k2)

# back to treatment coding, heifers first
cows$parity <- factor(as.character(cows$parity))
k3 <- lmer(lscc ~ parity * dim + (1 | herd), data = cows)
k3b <- lmer(lscc ~ parity * dim + (1 | herd), data = cows, contrasts = list(parity = "contr.sum"))
all.equal(logLik(k3), logLik(k3b))

# a gamma model
kg <- glmer(scc ~ parity + scale(dim) + (1 | herd), data = cows, family = Gamma(link = "log"))
plot(kg)
