library(lme4)
stays <- read.csv("stays.csv")

stays$icu <- stays$icu == "yes"
stays$ward <- factor(stays$ward)
stays$loglos <- log1p(stays$los)

# one place for the fitting options
fit_los <- function(formula, data = stays) {
  ward <- as.character(data$ward)
  ctrl <- lmerControl(optimizer = "bobyqa")
  lmer(formula, data = data, REML = FALSE, control = ctrl)
}

l0 <- fit_los(formula = loglos ~ age + (1 | ward))
l1 <- fit_los(formula = loglos ~ age + icu + (1 | ward))
l2 <- fit_los(loglos ~ age * icu + (1 | ward))
anova(l0, l1, l2)

# readmission within 30 days
r0 <- glmer(readmit ~ age + (1 | ward), data = stays, family = binomial)
r1 <- glmer(readmit ~ age + icu + loglos + (1 | ward), data = stays, family = binomial)

or_table <- function(m) {
  est <- fixef(m)
  se <- sqrt(diag(vcov(m)))
  data.frame(OR = exp(est), lo = exp(est - 1.96 * se), hi = exp(est + 1.96 * se))
}
or_table(r1)
round(exp(fixef(r0)), 2)
