# Daily survival of coral recruits, exposure-time link
library(lme4)

logexp <- function(days = 1) {
  linkfun <- function(mu) qlogis(mu^(1 / days))
  linkinv <- function(eta) plogis(eta)^days
  mu.eta <- function(eta) days * plogis(eta)^(days - 1) * plogis(eta) * (1 - plogis(eta))
  structure(list(linkfun = linkfun, linkinv = linkinv, mu.eta = mu.eta, valideta = function(eta) TRUE,
                 name = "logexp"), class = "link-glm")
}

cor <- read.csv("corals.csv")
cor$cage <- factor(cor$cage, levels = c("open", "caged"))
cor$reef <- factor(cor$reef)

# ordinary logit, ignoring exposure
ml <- glmer(alive ~ cage + depth + (1 | reef), data = cor, family = binomial)
ml2 <- update(ml, . ~ . - depth)
anova(ml2, ml)

# with exposure
mx <- glmer(alive ~ cage + (1 | reef), data = cor, family = binomial(link = logexp(3)))
summary(mx)

sizes <- subset(cor, alive == 1)
ms <- lmer(log(diam) ~ cage * depth + (1 | reef), data = sizes)
ms2 <- lmer(log(diam) ~ cage + depth + (1 | reef), data = sizes)
anova(ms, ms2)
