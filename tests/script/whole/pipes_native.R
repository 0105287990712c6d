library(dplyr)
library(lme4)

ph <- read.csv("phenology.csv") |>
  mutate(species = if_else(species == "fagus", "beech", "oak"),
         decade = paste0(10 * (year %/% 10), "s"),
         early = doy < 110) |>
  filter(year > 1980)

ph |> group_by(species, decade) |> summarise(mean(doy))

ph |>
  mutate(year = factor(year)) |>
  group_by(year) |>
  summarise(m = mean(doy)) |>
  plot()

b1 <- ph |> lmer(doy ~ year + species + (1 | stand), data = _)
b2 <- ph |> lmer(doy ~ temp + species + (1 | stand), data = _)
b3 <- ph |> lmer(doy ~ temp * species + decade + (1 | stand), data = _, REML = FALSE)
list(b1, b2, b3) |> lapply(AIC)

g1 <- ph |> glmer(early ~ scale(temp) + species + (1 | stand), data = _, family = binomial)
ph |> mutate(temp = temp - 10) |> lmer(doy ~ temp + (1 | stand), data = _) -> b4
fixef(b4)
