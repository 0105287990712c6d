library(lme4)
ev <- read.csv("events.csv")

# conditions were numbered in the experiment software
ev$cond[ev$cond == 1] <- "agent"
ev$cond[ev$cond == 2] <- "patient"
ev$cond[ev$cond == 3] <- "none"
table(ev$cond)
ev$cond <- factor(ev$cond, levels = c("none", "agent", "patient"))

ev$resp <- NA
ev$resp[ev$key == "f"] <- "left"
ev$resp[ev$key == "j"] <- "right"
ev$hit <- as.numeric(ev$resp == ev$side)

# two typos in the language column
ev$language <- as.factor(ev$language)
levels(ev$language)[levels(ev$language) == "Eng"] <- "English"

e0 <- glmer(hit ~ 1 + (1 | subj), data = ev, family = binomial)
e1 <- glmer(hit ~ cond + (1 | subj), data = ev, family = binomial)
e2 <- glmer(hit ~ cond + resp + (1 | subj), data = ev, family = binomial)
e3 <- glmer(hit ~ cond + language + (1 | subj), data = ev, family = binomial)
anova(e0, e1)

rt.e <- lmer(log(rt) ~ cond + language + (1 | subj), data = ev[ev$hit == 1, ])
summary(rt.e)
