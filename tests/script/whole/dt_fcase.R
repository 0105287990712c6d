library(data.table)
library(lme4)
milk <- fread("milk.csv", stringsAsFactors = FALSE)
milk[, stage := fcase(day < 60, "early", day < 200, "mid", default = "late")]
milk[, stage := factor(stage, levels = c("early", "mid", "late"))]
milk[, `:=`(breed = fifelse(breed == "H", "Holstein", "Jersey"), lf = log(fat))]
milk[, c("heat", "dayc") := list(thi > 72, (day - 150) / 100)]
setorder(milk, cow, day)
milk <- milk[!is.na(fat)]
milk[, .(mean(fat), .N), by = .(breed, stage)]

mf1 <- lmer(lf ~ stage + breed + (1 | cow), data = milk)
mf2 <- lmer(lf ~ stage * breed + heat + (1 | cow), data = milk)
mf3 <- lmer(lf ~ dayc + I(dayc^2) + breed + heat + (1 | cow), data = milk)
AIC(mf1, mf2, mf3)

# herd means
herds <- milk[, .(fat = mean(fat), stage = .N), by = herd]
plot(fat ~ stage, herds)

early <- milk[stage == "early"]
mf4 <- lmer(lf ~ breed + heat + (1 | herd), data = early)
mf5 <- milk[breed == "Jersey", lmer(lf ~ heat + (1 | cow), data = .SD)]
summary(mf4)
