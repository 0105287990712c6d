# Questionnaire scoring: everything that looks like a category ends up as a number
library(lme4)
library(dplyr)
q <- read.csv("scores.csv")

# sex: text in the file -> 0/1
q$male <- ifelse(q$sex == "m", 1, 0)
# education in years
q$edu <- case_when(q$school == "primary" ~ 8, q$school == "secondary" ~ 12, TRUE ~ 16)
# income bracket -> midpoint
q <- q %>% mutate(income = recode(bracket, "A" = 10, "B" = 25, "C" = 60))
# age tertile, used as a score
q$tert <- as.integer(cut(q$age, quantile(q$age, 0:3 / 3), include.lowest = TRUE))
# stress was read as a factor because of the "none"s
q$stress <- factor(q$stress)
q$stress <- as.numeric(as.character(q$stress))

str(q)

s1 <- lmer(wellbeing ~ male + edu + (1 | family), data = q)
s2 <- lmer(wellbeing ~ male * edu + income + (1 | family), data = q)
s3 <- lmer(wellbeing ~ male + edu + tert + stress + (1 | family), data = q)
anova(s1, s2)
anova(s1, s3)

# check: tertile as factor is no better
s4 <- update(s3, . ~ . - tert + factor(tert))
anova(s3, s4)

depressed <- glmer(dep ~ male + stress + (1 | family), data = q, family = binomial)
depressed2 <- glmer(dep ~ male + stress + sex:age + (1 | family), data = q, family = binomial)
