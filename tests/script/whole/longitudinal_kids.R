# Vocabulary growth from 12 to 30 months
library(lme4)
library(ggplot2)

kids <- read.csv("kids.csv")
kids$wave <- kids$age_months
kids$age_c <- kids$age_months - 18
kids$mat_ed <- ordered(kids$mat_ed, levels = c("school", "college", "university"))
kids$bilingual <- factor(kids$bilingual == 1, labels = c("mono", "bi"))

ggplot(kids, aes(age_months, vocab, group = child)) +
  geom_line(alpha = .3) +
  geom_smooth(aes(group = factor(bilingual)))

v1 <- lmer(vocab ~ age_c + (1 | child), data = kids)
v2 <- lmer(vocab ~ age_c + (age_c | child), data = kids)
anova(v1, v2)

v3 <- lmer(vocab ~ poly(age_c, 2) + mat_ed + (age_c | child), data = kids)
v4 <- lmer(vocab ~ poly(age_c, 2) * bilingual + mat_ed + (age_c | child), data = kids)
v5 <- lmer(vocab ~ age_c * bilingual + (age_c || child), data = kids)
summary(v4)

# waves as categories
v6 <- lmer(vocab ~ factor(wave) + bilingual + (1 | child), data = kids)
v6s <- update(v6, . ~ . - factor(wave) + age_c)
anova(v6s, v6)

kids$fit <- fitted(v5)
ggplot(kids, aes(age_months, fit, group = child, colour = bilingual)) + geom_line()
