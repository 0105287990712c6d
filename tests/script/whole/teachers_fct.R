library(dplyr)
library(forcats)
library(lme4)

survey <- readRDS("teachers.rds")

survey <- survey |>
  mutate(
    subject = fct_recode(subject, science = "bio", science = "chem", arts = "music"),
    years = as.numeric(years),
    stage = fct_relevel(stage, "early", "mid", "late"),
    burnout = as.numeric(burnout)
  ) |>
  filter(!is.na(burnout))

# descriptives
survey |> count(subject, stage)
survey |> group_by(school) |> summarise(mb = mean(burnout), n = n()) |> arrange(desc(mb))

b0 <- lmer(burnout ~ 1 + (1 | school), data = survey)
b1 <- update(b0, . ~ . + stage)
b2 <- update(b1, . ~ . + subject)
b3 <- update(b2, . ~ . + stage:subject)
anova(b0, b1, b2, b3)

# years instead of stage
b4 <- survey |> lmer(burnout ~ scale(years) + subject + (1 | school), data = _)
b5 <- survey %>% lmer(burnout ~ log(years) + subject + (1 | school), data = .)
c(AIC(b4), AIC(b5))
