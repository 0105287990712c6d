library(tidyverse)
library(lme4)

# Formant data; one row per token
vow <- read_tsv("vowels.tsv") %>%
  mutate_at(vars(speaker, word, vowel), as.factor) %>%
  mutate(sex = recode(sex, "m" = "male", "f" = "female"),
         stress = fct_relevel(stress, "unstressed", "stressed"))

# Normalise
vow <- vow %>%
  group_by(speaker) %>%
  mutate(f1z = (f1 - mean(f1)) / sd(f1)) %>%
  ungroup()

ggplot(vow, aes(f2, f1, label = vowel)) +
  geom_text() +
  scale_x_reverse() +
  scale_y_reverse()

# models of F1
f1.a <- lmer(f1z ~ vowel + stress + (1 | speaker) + (1 | word), data = vow, REML = FALSE)
f1.b <- lmer(f1z ~ vowel + stress + sex + (1 | speaker) + (1 | word), data = vow, REML = FALSE)
f1.c <- lmer(f1z ~ vowel * sex + stress + (1 | speaker) + (1 | word), data = vow, REML = FALSE)
anova(f1.a, f1.b, f1.c)

# duration, log scale
dur <- lmer(log(duration) ~ stress * sex + (1 | speaker), data = vow)
summary(dur)$coefficients

# only stressed vowels
dur_s <- lmer(log(duration) ~ sex + (1 | speaker), data = filter(vow, stress == "stressed"))
