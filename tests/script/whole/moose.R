# Browsing by moose: three responses, same predictors
library(lme4)
library(dplyr)
browse <- read.csv("browse.csv", stringsAsFactors = TRUE)

browse$fence <- relevel(browse$fence, ref = "open")
browse <- browse %>%
  mutate(snow_s = as.vector(scale(snow)), pine = species == "pine") %>%
  filter(height < 300)

run_models <- function(resp, dat) {
  f_full <- reformulate(c("fence*snow_s", "pine", "(1|stand)"), resp)
  f_main <- reformulate(c("fence", "snow_s", "pine", "(1|stand)"), resp)
  full <- lmer(f_full, data = dat, REML = FALSE)
  main <- lmer(f_main, data = dat, REML = FALSE)
  anova(main, full)
}
run_models("height", browse)
run_models("shoots", browse)

# final model
final <- lmer(height ~ fence + snow_s + pine + (1 | stand), data = browse)
summary(final)
final2 <- update(final, shoots ~ .)

brow <- glmer(browsed ~ fence + pine + (1 | stand), data = browse, family = binomial)
brow0 <- update(brow, . ~ . - fence)
anova(brow, brow0)
