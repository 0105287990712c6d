# Partner support: actor and partner effects
library(lme4)
library(reshape2)

dy <- read.csv("dyads.csv")
dl <- melt(dy, id.vars = c("couple", "years", "kids"), measure.vars = c("sat_w", "sat_m"), variable.name = "who", value.name = "sat")
dl$role <- ifelse(dl$who == "sat_w", "wife", "husband")
dl$role <- factor(dl$role)
dl$kids <- dl$kids > 0
dl$years_c <- dl$years - mean(dl$years)

dy1 <- lmer(sat ~ role + years_c + (1 | couple), data = dl)
dy2 <- lmer(sat ~ role * years_c + kids + (1 | couple), data = dl)
dy3 <- lmer(sat ~ 0 + role + role:years_c + (1 | couple), data = dl)
anova(dy1, dy2)

# two intercepts
wife <- subset(dl, role == "wife")
cor(wife$sat, wife$years)

dl$high <- dl$sat > median(dl$sat)
dyb <- glmer(high ~ role + years_c + (1 | couple), data = dl, family = binomial)
dyb2 <- update(dyb, . ~ . + kids)
round(summary(dyb2)$coefficients, 3)
