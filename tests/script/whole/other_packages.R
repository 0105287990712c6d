# Comparison of packages on the orchard data
library(nlme)
library(lme4)

# install.packages("glmmTMB")
orchard <- read.csv("orchard.csv")
orchard$rootstock <- factor(orchard$rootstock, levels = c("M9", "M26", "seedling"))
orchard$year_c <- orchard$year - 2010

plain <- lm(yield ~ rootstock * year_c, data = orchard)
g <- gls(yield ~ rootstock * year_c, data = orchard, correlation = corCompSymm(form = ~ 1 | tree))
old <- lme(yield ~ rootstock * year_c, random = ~ 1 | tree, data = orchard)
# old2 <- lme(yield ~ rootstock * year_c, random = ~ year_c | tree, data = orchard)

new <- lmer(yield ~ rootstock * year_c + (1 | tree), data = orchard)
new2 <- lmer(yield ~ rootstock * year_c + (year_c | tree), data = orchard)
# new3 <- lmer(yield ~ rootstock + (rootstock | tree), data = orchard)   # never converges

cbind(fixef(old), fixef(new))
pathname <- "results/y ~ x + (1 | g).csv"
boxplot(yield ~ rootstock, data = orchard)
xyplot(yield ~ year | rootstock, orchard, groups = tree, type = "l")

bloom0 <- glm(bloom ~ rootstock, data = orchard, family = binomial)
bloom <- glmer(bloom ~ rootstock + (1 | tree), data = orchard, family = binomial)
bloom_y <- update(bloom, . ~ . + year_c)
anova(bloom, bloom_y)
