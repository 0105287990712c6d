library(lme4)
crick <- read.csv("crickets.csv")
attach(crick)
plot(temp, chirps)
detach(crick)

crick$species <- factor(crick$species, levels = c("ex", "niv"), labels = c("exclamationis", "niveus"))

# with() saves typing
ch1 <- with(crick, lmer(chirps ~ temp + (1 | male)))
ch2 <- with(crick, lmer(chirps ~ temp + species + (1 | male)))

ch3 <- lmer(chirps ~ temp * species + (1 | male), crick)
ch4 <- lmer(chirps ~ temp * species + (temp | male), crick,
            control = lmerControl(optimizer = "bobyqa"))
anova(ch3, ch4)

# temperature in classes, only in the table
with(crick, {
  temp <- cut(temp, c(0, 20, 40))
  table(temp, species)
})

local({
  species <- as.integer(crick$species)
  plot(species, crick$chirps)
})

ch5 <- lmer(chirps ~ species / temp + (1 | male), data = crick)
round(fixef(ch5), 3)
