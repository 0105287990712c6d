library(tidyverse)
library(lme4)
library(emmeans)

visits <- read_csv("pollinators.csv")

visits <- visits %>%
  filter(!is.na(flowers), hour >= 8) %>%
  mutate(
    habitat = factor(habitat, levels = c("meadow", "edge", "forest")),
    rain = if_else(rain_mm > 1, "wet", "dry"),
    log_flowers = log(flowers)
  )

visits %>%
  group_by(habitat, rain) %>%
  summarise(n = n(), mean_visits = mean(visits))

# Poisson first
fit_p <- glmer(visits ~ habitat + rain + log_flowers + (1 | site), data = visits, family = poisson)
summary(fit_p)

# overdispersed?
rdf <- df.residual(fit_p)
sum(resid(fit_p, type = "pearson")^2) / rdf

fit_nb <- glmer.nb(visits ~ habitat + rain + log_flowers + (1 | site), data = visits)
summary(fit_nb)

fit_nb0 <- update(fit_nb, . ~ . - rain)
AIC(fit_p, fit_nb, fit_nb0)

emmeans(fit_nb, pairwise ~ habitat, type = "response")

ggplot(visits, aes(x = factor(hour), y = visits, fill = habitat)) +
  geom_boxplot() +
  facet_wrap(~ rain) +
  labs(x = "hour of day", y = "visits per 10 min")
