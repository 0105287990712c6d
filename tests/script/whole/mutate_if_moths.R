library(dplyr)
library(lme4)
moth <- read.csv("moths.csv") %>%
  mutate_if(is.character, as.factor) %>%
  mutate(night = factor(night))

moth %>% group_by(trap) %>% summarise(total = sum(n))

# moonlight x trap type
mm1 <- glmer(n ~ trap + moonlight + (1 | night) + (1 | wood), data = moth, family = "poisson")
mm2 <- glmer(n ~ trap * moonlight + (1 | night) + (1 | wood), data = moth, family = "poisson")
anova(mm1, mm2)

# rich woods only
rich <- moth %>% filter(oaks > 3)
mm3 <- update(mm1, data = rich)

# effort as an offset
mm4 <- glmer(n ~ trap + moonlight + offset(log(hours)) + (1 | wood), data = moth, family = poisson)
mm5 <- glmer(n ~ trap + moonlight + (1 | wood), offset = log(hours), data = moth, family = poisson)
all.equal(fixef(mm4), fixef(mm5))

moth %>%
  mutate(moonlight = cut(moonlight, 3, labels = c("dark", "dim", "bright"))) %>%
  ggplot2::ggplot(ggplot2::aes(moonlight, n)) +
  ggplot2::geom_boxplot()
