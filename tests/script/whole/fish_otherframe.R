# two lakes surveys; only the second is analysed with mixed models
library(lme4)

pilot <- read.csv("pilot.csv")
main <- read.csv("main.csv")

# the pilot had depth as classes
pilot$depth <- factor(pilot$depth, levels = c("shallow", "deep"))
pilot$mesh <- as.factor(pilot$mesh)
summary(lm(log(cpue + 1) ~ depth + mesh, data = pilot))

# in the main survey it is in metres
plot(cpue ~ depth, data = main)
main$sqrt_cpue <- sqrt(main$cpue)

fish1 <- lmer(sqrt_cpue ~ depth + mesh + (1 | lake), data = main)
fish2 <- lmer(sqrt_cpue ~ depth * mesh + (1 | lake), data = main)
fish3 <- lmer(sqrt_cpue ~ depth + I(depth^2) + mesh + (1 | lake), data = main)
AIC(fish1, fish2, fish3)

# figure with depth classes
plotdata <- transform(main, depth = cut(depth, c(0, 5, 10, 30)))
boxplot(sqrt_cpue ~ depth, plotdata)

presence <- glmer(I(cpue > 0) ~ depth + (1 | lake), data = main, family = binomial)
summary(presence)

lakes <- unique(main$lake)
lakes <- factor(lakes)
length(levels(lakes))
