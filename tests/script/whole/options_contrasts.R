options(contrasts = c("contr.sum", "contr.poly"), digits = 4)
library(lme4)

noise <- read.csv("noise.csv")
noise$noise <- factor(noise$noise, levels = c("quiet", "traffic", "speech"))
noise$age <- factor(noise$age, levels = c("young", "old"))
noise$zsnr <- scale(noise$snr)[, 1]

n1 <- lmer(score ~ noise * age + (1 | id), data = noise, REML = FALSE)
n2 <- lmer(score ~ noise + age + (1 | id), data = noise, REML = FALSE)
n3 <- lmer(score ~ noise * age + zsnr + (1 | id), data = noise, REML = FALSE)
anova(n2, n1, n3)

# for the table we report treatment contrasts
options(contrasts = c("contr.treatment", "contr.poly"))
n1t <- lmer(score ~ noise * age + (1 | id), data = noise, REML = FALSE)
round(coef(summary(n1t)), 2)

# just the elderly
old <- droplevels(noise[noise$age == "old", ])
n4 <- lmer(score ~ noise + zsnr + (1 | id), data = old)
summary(n4)
