# Blood pressure trial - primary analysis
library(data.table)
library(lme4)

bp <- fread("bp.csv")
bp[, arm := factor(arm, levels = c("placebo", "active"))]
bp[, visit := factor(week, levels = c(0, 4, 8), labels = c("base", "w4", "w8"))]
bp[, age10 := (age - 60) / 10]

# baseline as covariate
base <- bp[visit == "base", .(pid, sbp0 = sbp)]
post <- merge(bp[visit != "base"], base, by = "pid")
post[, visit := droplevels(visit)]

bp[, .(mean = mean(sbp), sd = sd(sbp)), by = .(arm, visit)]

# all visits
full <- lmer(sbp ~ arm * visit + age10 + (1 | pid), data = bp)
summary(full)

# ANCOVA on the follow-up
anc <- lmer(sbp ~ sbp0 + arm * visit + (1 | pid), data = post)
anc.main <- lmer(sbp ~ sbp0 + arm + visit + (1 | pid), data = post)
anova(anc, anc.main)

# centre effect
anc.c <- update(anc.main, ~ . + (1 | centre))
VarCorr(anc.c)
