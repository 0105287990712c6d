# Life satisfaction across countries
library(lme4)
library(haven)
ess <- read.csv("ess.csv")
ess[ess == -9] <- NA
ess$married <- factor(ess$marital, levels = c(1, 2), labels = c("yes", "no"))
ess$edu <- factor(ess$edu, levels = 1:3, labels = c("low", "mid", "high"), ordered = FALSE)
ess$inc10 <- ess$income / 10
ess <- ess[complete.cases(ess[, c("lifesat", "inc10", "edu")]), ]

fm0 <- lmer(lifesat ~ 1 + (1 | country), data = ess)
fm1 <- update(fm0, . ~ . + inc10 + edu)
fm2 <- update(fm1, . ~ . + married)
fm3 <- update(fm2, . ~ . - (1 | country) + (inc10 | country))
anova(fm1, fm2)
fm3

dotplot(ranef(fm3))

cd <- data.frame(country = unique(ess$country))
cd$edu <- 1:nrow(cd)
cd$u <- ranef(fm1)$country[, 1]
plot(cd$edu, cd$u)

happy <- glmer(I(lifesat > 6) ~ inc10 + edu + (1 | country), data = ess, family = binomial)
happy2 <- glmer(I(lifesat > 6) ~ inc10 * edu + (1 | country), data = ess, family = binomial, nAGQ = 0)
