library(tidyverse)
library(lme4)

diet <- read_csv("diet.csv") %>%
  mutate(
    prey = fct_collapse(prey, fish = c("cod", "herring"), other = c("crab", "squid")),
    region = fct_rev(factor(region, levels = c("north", "mid", "south"))),
    season = fct_inorder(season),
    haul = as_factor(haul),
    stage = factor(stage, labels = c("juv", "ad"))
  )

levels(diet$region)
diet %>% count(prey, region)

d1 <- lmer(log(weight) ~ prey + region + (1 | haul), data = diet)
d2 <- lmer(log(weight) ~ prey * region + (1 | haul), data = diet)
d3 <- lmer(log(weight) ~ prey + season + (1 | haul), data = diet)
d4 <- lmer(log(weight) ~ prey + stage + length + (1 | haul), data = diet)
anova(d1, d2)

diet %>%
  mutate(length = fct_infreq(cut(length, 3))) %>%
  ggplot(aes(length)) + geom_bar()

empty <- glmer(empty ~ stage + length + (1 | haul), data = diet, family = binomial("cloglog"))
empty2 <- update(empty, . ~ . - stage, family = binomial("logit"))
AIC(empty, empty2)
