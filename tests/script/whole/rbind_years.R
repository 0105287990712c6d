# three surveys in one table
library(lme4)
s18 <- read.csv("survey18.csv")
s19 <- read.csv("survey19.csv")
s18$year <- 2018
s19$year <- 2019
s18$observer <- "HB"
s19$observer <- s19$obs
s19$obs <- NULL

both <- rbind(s18[, c("site", "cover", "richness", "year", "observer", "mown")],
              s19[, c("site", "cover", "richness", "year", "observer", "mown")])
both$mown <- factor(both$mown, levels = c("n", "y"), labels = c("unmown", "mown"))
both$yr <- both$year - 2018
rownames(both) <- NULL

ri1 <- glmer(richness ~ yr + (1 | site), data = both, family = poisson)
ri2 <- glmer(richness ~ yr * mown + (1 | site), data = both, family = poisson)
ri3 <- glmer(richness ~ yr * mown + observer + (1 | site), data = both, family = poisson)
anova(ri1, ri2, ri3)

# cover is a proportion
both$lcov <- qlogis(both$cover / 100)
co1 <- lmer(lcov ~ yr * mown + (1 | site), data = both)
co2 <- lmer(lcov ~ factor(year) * mown + (1 | site), data = both)

first <- s18
first$mown <- first$mown == "y"
summary(glm(richness ~ mown, data = first, family = poisson))
