# Attitudes before and after the campaign, reshape() style
library(lme4)

ques <- read.csv("questionnaire.csv")
lng <- reshape(ques, direction = "long", varying = c("att_1", "att_2", "att_3"), v.names = "att",
               timevar = "wave", times = 1:3, idvar = "resp")
lng <- lng[order(lng$resp, lng$wave), ]
lng$waveF <- factor(lng$wave, levels = 1:3, labels = c("before", "after", "later"))
lng$town <- factor(lng$town)
lng$campaign <- with(lng, ifelse(town %in% c("A", "B"), "poster", "none"))
lng$campaign <- relevel(factor(lng$campaign, levels = c("none", "poster")), ref = "none")

a1 <- lmer(att ~ waveF + campaign + (1 | resp), data = lng)
a2 <- lmer(att ~ waveF * campaign + (1 | resp), data = lng)
a3 <- lmer(att ~ waveF * campaign + (1 | town/resp), data = lng)
anova(a1, a2)

# linear in wave
a4 <- lmer(att ~ wave * campaign + (wave | resp), data = lng, subset = !is.na(att))
a5 <- update(a4, . ~ . - wave:campaign)
summary(a4)

# last wave only
last <- lng[lng$wave == 3, ]
t.test(att ~ campaign, data = last)
