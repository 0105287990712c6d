# Self-paced reading, data.table all the way
suppressPackageStartupMessages({
  library(data.table)
  library(lme4)
})
spr <- fread("spr.csv")
setnames(spr, "rt_ms", "rt")
facs <- c("subject", "itemnr", "gap")
spr[, (facs) := lapply(.SD, as.factor), .SDcols = facs]
spr[, lrt := log(rt)]
spr[, length_c := len - mean(len)]
spr[, half := ifelse(trial > 20, "second", "first")]

# keep the critical region
crit <- spr[region == "crit" & rt < 1500]
crit[, .N, by = .(gap, half)]

r.a <- lmer(lrt ~ gap + length_c + (1 | subject) + (1 | itemnr), crit)
r.b <- lmer(lrt ~ gap * half + length_c + (1 | subject) + (1 | itemnr), crit)
anova(r.a, r.b)

# spill-over, other region
spill <- spr[region == "spill"]
r.c <- lmer(lrt ~ gap * half + length_c + (1 | subject), data = spill)
r.d <- lmer(lrt ~ gap * half + length_c + trial + (1 | subject), data = spill)
anova(r.c, r.d)

spr[, trial := factor(trial)]
