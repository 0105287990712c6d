# plots, plants and weather
library(tidyverse)
library(lme4)

plants <- read_csv("plants.csv")
plots <- read_csv("plots.csv") %>%
  mutate(grazed = factor(grazed, levels = c("no", "yes")), soil = factor(soil))
weather <- tibble(year = c(2020, 2021), type = c("dry", "wet"))

full <- plants %>%
  left_join(plots, by = "plot") %>%
  left_join(weather, by = "year") %>%
  mutate(plot = factor(plot), log_seeds = log(seeds + 1))

full %>% count(grazed, type)

sd1 <- lmer(log_seeds ~ grazed + (1 | plot), data = full)
sd2 <- lmer(log_seeds ~ grazed * type + (1 | plot), data = full)
sd3 <- lmer(log_seeds ~ grazed * type + soil + (1 | plot), data = full)
sd4 <- lmer(log_seeds ~ grazed * year + (1 | plot), data = full)
anova(sd1, sd2, sd3)

# only the dry year
dry <- full %>% filter(type == "dry")
sd5 <- lmer(log_seeds ~ grazed + (1 | plot), data = dry)

full %>%
  mutate(year = as.character(year)) %>%
  ggplot(aes(year, log_seeds)) + geom_boxplot() + facet_wrap(~ grazed)

fl <- glmer(flowered ~ grazed + scale(seeds) + (1 | plot), data = full, family = binomial)
drop1(fl)
