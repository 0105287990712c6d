# one model per muscle
library(dplyr)
library(tidyr)
library(purrr)
library(lme4)

emg <- read.csv("emg.csv") %>%
  mutate(load = factor(load, levels = c("light", "heavy")), amp = log(amp))

by_muscle <- emg %>%
  group_by(muscle) %>%
  nest() %>%
  mutate(fit = map(data, ~ lmer(amp ~ load + trial + (1 | subj), data = .x)),
         beta = map_dbl(fit, ~ fixef(.x)[["loadheavy"]]))
by_muscle %>% select(muscle, beta)

# all muscles together
emg$muscle <- factor(emg$muscle, levels = c("biceps", "triceps"))
all1 <- lmer(amp ~ load * muscle + trial + (1 | subj), data = emg)
all2 <- lmer(amp ~ load * muscle + trial + (muscle | subj), data = emg)
anova(all1, all2)

split_fits <- lapply(split(emg, emg$muscle), function(x) lmer(amp ~ load + (1 | subj), data = x))
sapply(split_fits, sigma)

all3 <- update(all1, . ~ . - load:muscle, REML = FALSE)
summary(all3)$varcor
