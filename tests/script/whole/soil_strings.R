# Soil respiration, many responses, formulas as text
library(lme4)
soil <- read.csv("soil.csv")
soil$till <- factor(soil$till, levels = c("none", "chisel", "plough"))
soil$depth <- factor(soil$depth)

covars <- "moisture + temp"
base_rhs <- paste("till +", covars)

f1 <- as.formula(paste("co2 ~", base_rhs, "+ (1 | field)"))
g1 <- lmer(f1, data = soil)

f2 <- as.formula(paste0("co2", " ~ till * depth + ", covars, " + (1 | field)"))
g2 <- lmer(f2, data = soil)
anova(g1, g2)

resp <- "n2o"
g3 <- lmer(sprintf("%s ~ till + temp + (1 | field)", resp), data = soil)

g4 <- lmer(reformulate(c("till", "depth", "(1 | field)"), response = "ch4"), data = soil)

form <- "log(co2) ~ till + moisture + (1 | field)"
g5 <- lmer(form, data = soil, REML = FALSE)
g5b <- update(g5, . ~ . - moisture)
AIC(g5, g5b)

# mean by tillage for the table in the paper
soil$till_lab <- as.integer(soil$till)
aggregate(cbind(co2, n2o, ch4) ~ till_lab, data = soil, FUN = mean)
