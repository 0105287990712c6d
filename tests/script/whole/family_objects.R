library(lme4)
beetle <- read.csv("beetles.csv")
beetle$dose <- ordered(beetle$dose, levels = c("low", "med", "high"))
beetle$strain <- factor(beetle$strain, labels = c("A", "B"))

fam <- binomial("probit")
bt1 <- glmer(cbind(dead, total - dead) ~ dose + (1 | batch), data = beetle, family = fam)
bt2 <- glmer(cbind(dead, total - dead) ~ dose * strain + (1 | batch), data = beetle, family = fam)
anova(bt1, bt2)

fam <- binomial(link = "cloglog")
bt3 <- update(bt1, family = fam)
AIC(bt1, bt3)

pf <- function(d, ...) glmer(eggs ~ strain + (1 | batch), data = d, family = poisson, ...)
eg <- pf(beetle)
eg.agq <- pf(beetle, nAGQ = 5)

# square-root link
eg.sq <- glmer(eggs ~ strain + (1 | batch), data = beetle, family = poisson(link = "sqrt"))
wt <- lmer(weight ~ dose + strain + (1 | batch), data = beetle)
# linear trend over doses only
beetle$dnum <- as.numeric(beetle$dose)
wt2 <- update(wt, . ~ . - dose + dnum)
anova(wt2, wt)
