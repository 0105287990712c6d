# Calling activity of tree frogs at ponds
library(lme4)
library(dplyr)

frogs <- read.csv("frogs.csv") |>
  mutate(
    moon = case_when(
      phase < 0.25 ~ "new",
      phase < 0.75 ~ "half",
      TRUE ~ "full"
    ),
    temp_z = (temp - mean(temp)) / sd(temp),
    pond = paste0("P", pond)
  )

count(frogs, moon, pond)

# calling yes / no
mod.full <- glmer(calling ~ moon * temp_z + (1 | pond), data = frogs, family = binomial)
mod.add <- glmer(calling ~ moon + temp_z + (1 | pond), data = frogs, family = binomial)
mod.temp <- glmer(calling ~ temp_z + (1 | pond), data = frogs, family = binomial)
anova(mod.full, mod.add, mod.temp)

# complementary log-log, following the survey protocol
mod.cll <- update(mod.add, family = binomial(link = "cloglog"))
AIC(mod.add, mod.cll)

# prediction
nd <- data.frame(moon = factor(c("new", "half", "full")), temp_z = 0)
nd$p <- predict(mod.add, newdata = nd, re.form = ~0, type = "response")
plot(p ~ as.numeric(moon), data = nd, ylim = 0:1, type = "b")
