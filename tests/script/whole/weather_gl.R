# balanced factors are generated, not stored
library(lme4)
y <- scan("rain.txt", quiet = TRUE)
rain <- data.frame(y, station = gl(8, 5, labels = paste0("st", 1:8)), hour = rep(c(0, 6, 12, 18, 24), 8))
rain$exposure <- factor(rep(c("wind", "lee"), each = 5, times = 4), levels = c("wind", "lee"))
rain$gauge <- rep(c("old", "new", "new", "old"), times = 10)
rain$day <- cut(rain$hour, c(-1, 5, 19, 24), labels = FALSE)
rain$night <- rain$hour < 6 | rain$hour > 18
rain$slope <- factor(rep_len(1:3, 40), labels = c("flat", "mid", "steep"))

r1 <- lmer(y ~ exposure + (1 | station), data = rain)
r2 <- lmer(y ~ exposure * night + (1 | station), data = rain)
r3 <- lmer(y ~ exposure + gauge + day + (1 | station), data = rain)
r4 <- lmer(y ~ slope + hour + (1 | station), data = rain)
anova(r1, r2, r3)

rain$wet <- rain$y > 4
w1 <- glmer(wet ~ exposure + (1 | station), data = rain, family = binomial)
w2 <- update(w1, . ~ . + gauge)
w3 <- update(w2, . ~ . - exposure)
anova(w3, w2)

rain$hour <- factor(rain$hour)
stripchart(y ~ hour, data = rain)
