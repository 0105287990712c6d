# Growth of oak seedlings under shade, 2019-2021
library(lme4)
library(lmerTest)

seed <- read.csv("seedlings.csv", stringsAsFactors = FALSE)
str(seed)
head(seed)

# light treatment: open plots are the reference
seed$light <- factor(seed$light, levels = c("open", "half", "full"))
seed$year <- as.factor(seed$year)

# quick look
boxplot(height ~ light, data = seed, ylab = "height (cm)")
hist(seed$height, breaks = 20)
with(seed, tapply(height, list(light, year), mean))

# is there anything to see at all?
m0 <- lmer(height ~ 1 + (1 | plot), data = seed)
summary(m0)

m1 <- lmer(height ~ light + (1 | plot), data = seed)
anova(m0, m1)

# growing season as well
m2 <- update(m1, . ~ . + year)
m3 <- update(m2, . ~ . + light:year)
anova(m1, m2, m3)

par(mfrow = c(1, 2))
plot(fitted(m3), resid(m3)); abline(h = 0, lty = 2)
qqnorm(resid(m3)); qqline(resid(m3))
