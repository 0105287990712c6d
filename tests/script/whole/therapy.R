# PHQ over therapy sessions -- wide to long
library(lme4)
library(tidyr)
library(dplyr)

wide <- read.csv("therapy_wide.csv")

long <- wide %>%
  pivot_longer(starts_with("phq"), names_to = "session", names_prefix = "phq_", values_to = "phq") %>%
  mutate(time = as.numeric(session),
         session = factor(session, levels = c("0", "4", "8", "12")),
         cond = factor(cond, labels = c("CBT", "waitlist")))

long %>% group_by(cond, session) %>% summarise(m = mean(phq, na.rm = TRUE))

# unstructured time
t1 <- lmer(phq ~ session * cond + (1 | client), data = long)

# linear time
t2 <- lmer(phq ~ time * cond + (1 | client), data = long)
t3 <- lmer(phq ~ time * cond + (1 + time | client), data = long)

# therapists
t4 <- update(t3, . ~ . + (1 | therapist))
anova(t2, t3, t4)

# completers only
comp <- long %>% group_by(client) %>% filter(!any(is.na(phq))) %>% ungroup()
t3.c <- update(t3, data = comp)
fixef(t3); fixef(t3.c)

# Reliable change
wide$rc <- factor(ifelse(wide$phq_12 - wide$phq_0 < -5, "improved", "same"))
table(wide$rc, wide$cond)
