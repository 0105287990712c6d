# Nest survival and clutch size
library(lme4)
nests <- readRDS("nests.rds")
summary(nests)

# hatched out of laid
nests$fail <- nests$laid - nests$hatched
nests$predator <- relevel(factor(nests$predator), ref = "none")

h1 <- glmer(cbind(hatched, fail) ~ predator + lay_date + (1 | colony), data = nests, family = binomial)
h2 <- glmer(cbind(hatched, laid - hatched) ~ predator * lay_date + (1 | colony), data = nests, family = "binomial")
h3 <- glmer(hatched / laid ~ predator + (1 | colony), weights = laid, data = nests, family = binomial())
summary(h1)
anova(h1, h2)

# observation-level random effect
nests$obs <- factor(seq_len(nrow(nests)))
h4 <- update(h1, . ~ . + (1 | obs))
anova(h1, h4)

# clutch size
fam <- poisson
cl <- glmer(laid ~ scale(lay_date) + age + (1 | colony), data = nests, family = fam)
cl2 <- glmer(laid ~ poly(lay_date, 2) + age + (1 | colony), data = nests, family = fam)
drop <- anova(cl, cl2)
drop

fuller <- function(m) {
  predator <- c("none", "fox")
  age <- factor(1:2)
  deviance(m)
}
fuller(cl)
