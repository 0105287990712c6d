library(readr)
library(dplyr)
library(lme4)

swim <- read_csv("swim.csv", col_types = cols(
  athlete = col_factor(),
  stroke = col_factor(levels = c("free", "back", "fly")),
  pool = col_character(),
  lap = col_double(),
  time = col_double()
))

swim <- swim %>%
  select(-notes) %>%
  arrange(athlete, lap) %>%
  rename(seconds = time) %>%
  mutate(pool = as.factor(pool), lap0 = lap - 1, tired = lap > 3)

swim %>%
  group_by(stroke, pool) %>%
  summarise(across(seconds, list(m = mean, s = sd)), .groups = "drop")

sw0 <- lmer(seconds ~ lap0 + (1 | athlete), data = swim)
sw1 <- lmer(seconds ~ lap0 + stroke + (1 | athlete), data = swim)
sw2 <- lmer(seconds ~ stroke * tired + pool + (1 | athlete), data = swim)
sw3 <- sw2 %>% update(. ~ . - pool)
anova(sw0, sw1)
anova(sw3, sw2)

swim %>% mutate(lap = factor(lap)) %>% lmer(seconds ~ lap + (1 | athlete), data = .)
