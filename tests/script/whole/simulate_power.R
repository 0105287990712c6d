# What would we see with 10 subjects and 4 items? (no data yet)
library(lme4)
set.seed(11)

n_subj <- 10
n_item <- 4

sim <- expand.grid(subj = factor(1:10), item = factor(1:4))
sim$cond <- rep(c("easy", "hard"), 20)
sim$order <- rep(1:4, each = 10)
sim$lag <- gl(2, 20, labels = c("lag1", "lag2"))

u <- rnorm(n_subj, 0, 40)
w <- rnorm(n_item, 0, 20)
eff <- c(easy = 0, hard = 30)
sim$rt <- 600 + eff[sim$cond] + u[sim$subj] + w[sim$item] + rnorm(nrow(sim), 0, 60)

m.full <- lmer(rt ~ cond * lag + order + (1 | subj) + (1 | item), data = sim)
m.red <- lmer(rt ~ lag + order + (1 | subj) + (1 | item), data = sim)
anova(m.full, m.red)

# p-values of 3 runs
pv <- numeric(3)
for (i in 1:3) {
  sim$rt <- 600 + eff[sim$cond] + rnorm(10, 0, 40)[sim$subj] + rnorm(nrow(sim), 0, 60)
  a <- lmer(rt ~ cond + (1 | subj), data = sim, REML = FALSE)
  b <- lmer(rt ~ 1 + (1 | subj), data = sim, REML = FALSE)
  pv[i] <- anova(b, a)[2, "Pr(>Chisq)"]
}
mean(pv < 0.05)
