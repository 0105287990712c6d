# one treatment was abandoned; drop it
library(lme4)
library(dplyr)
cr <- read.csv("crop.csv")
cr$treat <- factor(cr$treat, levels = c("control", "lime", "gypsum", "biochar"))
cr$row <- factor(cr$row)
plot(cr$treat, cr$yield)

cr0 <- lmer(yield ~ treat + (1 | row), data = cr)

no_gyp <- cr %>% filter(treat != "gypsum") %>% droplevels()
cr1 <- lmer(yield ~ treat + (1 | row), data = no_gyp)
cr2 <- lmer(yield ~ treat + ph + (1 | row), data = no_gyp)

two <- subset(cr, treat %in% c("control", "lime"))
cr3 <- lmer(yield ~ treat * ph + (1 | row), data = two)
cr4 <- lmer(yield ~ treat * ph + (1 | row), data = cr, subset = treat != "biochar")

# merge two levels
cr$amend <- cr$treat
levels(cr$amend) <- c("none", "amended", "amended", "amended")
cr5 <- lmer(yield ~ amend + ph + (1 | row), data = cr)
cr6 <- update(cr5, . ~ . - amend + treat)
anova(cr5, cr6)

by_row <- cr %>% group_by(row) %>% summarise(treat = n_distinct(treat), y = mean(yield))
plot(y ~ treat, by_row)
