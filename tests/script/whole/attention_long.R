###############################################################
# Sustained attention and sleep: analysis script
# data: one row per block; collected 2018
###############################################################

# ---- packages ----
library(lme4)
library(dplyr)
library(ggplot2)

# ---- load ----
att <- read.csv("attention.csv", na.strings = c("", "NA"))
names(att) <- tolower(names(att))
glimpse(att)

# ---- clean ----
att <- att %>%
  rename(pid = participant, sleep = hours_slept) %>%
  filter(pid != 99) %>%
  mutate(
    caffeine = factor(caffeine, levels = c("none", "some", "lots")),
    deprived = factor(ifelse(sleep < 6, "deprived", "rested"), levels = c("rested", "deprived")),
    block_c = block - 3
  )

# how many per cell?
att %>% count(caffeine, deprived)

# ---- helper ----
overdisp <- function(model) {
  rdf <- df.residual(model)
  block_c <- factor(1:5)
  rp <- residuals(model, type = "pearson")
  c(chisq = sum(rp^2), ratio = sum(rp^2) / rdf)
}

# ---- lapses (counts) ----
lap0 <- glmer(lapses ~ block_c + (1 | pid), data = att, family = poisson)
lap1 <- update(lap0, . ~ . + deprived)
lap2 <- update(lap1, . ~ . + caffeine)
lap3 <- update(lap2, . ~ . - caffeine + deprived:block_c)
anova(lap0, lap1, lap2)
overdisp(lap1)

# ---- mean rt ----
rt0 <- lmer(mean_rt ~ block_c + (1 | pid), data = att)
rt1 <- lmer(mean_rt ~ block_c + deprived + (1 | pid), data = att)
rt2 <- lmer(mean_rt ~ block_c * deprived + caffeine + (1 | pid), data = att)
rt3 <- lmer(mean_rt ~ block_c * deprived + caffeine + (block_c | pid), data = att)
anova(rt0, rt1, rt2, rt3)

# ---- figure ----
att %>%
  mutate(block = factor(block)) %>%
  group_by(block, deprived) %>%
  summarise(m = mean(mean_rt), se = sd(mean_rt) / sqrt(n())) %>%
  ggplot(aes(block, m, colour = deprived, ymin = m - se, ymax = m + se)) +
  geom_pointrange() +
  geom_line(aes(group = deprived)) +
  theme_classic()
ggsave("fig2.pdf", width = 5, height = 4)

# ---- block as category, reviewer 2 ----
rt4 <- lmer(mean_rt ~ as.factor(block) * deprived + (1 | pid), data = att)
AIC(rt2, rt4)
