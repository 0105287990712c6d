# split-plot: irrigation on whole plots, variety on subplots
library(lme4)
wheat <- read.csv("wheat.csv")

wheat <- within(wheat, {
  block <- factor(block)
  irrig <- factor(irrig, levels = c("low", "mid", "high"), ordered = TRUE)
  variety <- factor(variety)
  yield_t <- yield / 1000
})

options(contrasts = c("contr.sum", "contr.poly"))

sp <- lmer(yield_t ~ irrig * variety + (1 | block/irrig), data = wheat)
summary(sp)
car::Anova(sp, type = 3)

sp2 <- lmer(yield_t ~ irrig + variety + (1 | block) + (1 | block:irrig), data = wheat)
anova(sp, sp2)

# with nitrogen as trend
wheat$ncode <- as.integer(factor(wheat$nitro))
sp3 <- lmer(yield_t ~ irrig + variety + ncode + (1 | block/irrig), data = wheat)
ranef(sp3)

interaction.plot(wheat$irrig, wheat$variety, wheat$yield)

# blups of the whole plots
re <- ranef(sp2)[["block:irrig"]]
re$plot <- factor(rownames(re))
dotchart(re[[1]], labels = re$plot)
