# What does lme4 do with tiny crossed data? A toy.
library(data.table)
library(lme4)

toy <- data.table(
  judge = rep(c("ann", "bob", "cho", "dee"), each = 6),
  wine = rep(paste0("w", 1:6), 4),
  type = rep(c("red", "white"), 12),
  blind = rep(c(TRUE, FALSE), each = 3, times = 4),
  score = c(82, 79, 88, 84, 90, 77, 80, 81, 85, 83, 88, 79, 90, 85, 91, 86, 93, 83, 78, 75, 84, 80, 86, 74)
)
toy[, pos := as.character(rep(1:3, 8))]

t.full <- lmer(score ~ type + blind + (1 | judge) + (1 | wine), data = toy)
t.red <- lmer(score ~ blind + (1 | judge) + (1 | wine), data = toy)
t.pos <- lmer(score ~ type + pos + (1 | judge) + (1 | wine), data = toy)
anova(t.full, t.red)

toy2 <- data.frame(g = gl(6, 4), x = 1:4, f = factor(letters[1:2]), y = c(2.1, 3.3, 3.9, 5.2, 1.8, 2.9, 4.4, 4.6, 2.5,
  3.1, 4.2, 5.5, 2.2, 3.8, 3.7, 5.1, 1.5, 2.6, 3.2, 4.8, 2.9, 3.0, 4.9, 5.8))
u1 <- lmer(y ~ x + f + (1 | g), data = toy2)
u2 <- lmer(y ~ x * f + (1 | g), toy2)
u3 <- lmer(y ~ x + f + (x | g), toy2, REML = FALSE)
anova(u1, u2)
c(logLik(u3), sigma(u3))
