# made-up data to try the model before the field season
library(tidyr)
library(dplyr)
library(lme4)

set.seed(2)
plan <- crossing(site = c("north", "south"), tree = 1:5, branch = 1:2, shade = c("sun", "shade"))
plan <- plan %>%
  mutate(tree_id = paste(site, tree, sep = "_"),
         aspect = if_else(branch == 1, "east", "west"),
         leaf = rnorm(n(), 10, 1),
         galls = rpois(n(), 3))

try1 <- lmer(leaf ~ shade + site + (1 | tree_id), data = plan)
try2 <- lmer(leaf ~ shade * site + aspect + (1 | tree_id), data = plan)
try3 <- lmer(leaf ~ shade * site + (shade | tree_id), data = plan)
anova(try1, try2)

try4 <- glmer(galls ~ shade + aspect + (1 | tree_id), data = plan, family = poisson)
try5 <- update(try4, . ~ . - aspect)

# what would two more trees give?
plan2 <- expand_grid(site = c("north", "south"), tree = 1:6, shade = factor(c("sun", "shade"), levels = c("sun", "shade")))
plan2$leaf <- rnorm(nrow(plan2), 10)
plan2$tree_id <- paste(plan2$site, plan2$tree)
try6 <- lmer(leaf ~ shade + site + (1 | tree_id), data = plan2)
fixef(try6)
