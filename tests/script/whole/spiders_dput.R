# Minimal example for the list: why is the variance zero?
library(lme4)

webs <- structure(list(area = c(12.1, 10.4, 15.2, 9.8, 11.3, 14.8, 13.9, 10.1, 12.7, 16.3,
9.1, 11.8, 12.2, 13.5, 10.9, 14.1), prey = structure(c(1L, 2L, 1L, 2L, 1L, 2L, 1L, 2L, 1L,
2L, 1L, 2L, 1L, 2L, 1L, 2L), levels = c("few", "many"), class = "factor"), sex = c("f", "f",
"m", "m", "f", "f", "m", "m", "f", "f", "m", "m", "f", "f", "m", "m"), spider = c(1L, 1L, 2L, 2L,
3L, 3L, 4L, 4L, 5L, 5L, 6L, 6L, 7L, 7L, 8L, 8L)), class = "data.frame", row.names = c(NA, -16L))

str(webs)

ex1 <- lmer(area ~ prey + (1 | spider), data = webs)
VarCorr(ex1)
isSingular(ex1)

ex2 <- lmer(area ~ prey * sex + (1 | spider), data = webs)
ex3 <- update(ex2, . ~ . - prey:sex)
anova(ex2, ex3)

# the same without random effect
coef(lm(area ~ prey * sex, data = webs))
