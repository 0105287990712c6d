# Calcium imaging; animals are numbered within lines
library(lme4)
ca <- read.delim("calcium.txt")
ca$line <- factor(ca$line, labels = c("WT", "KO"))
ca$animal_id <- interaction(ca$line, ca$animal, drop = TRUE)
ca$slice_id <- factor(paste(ca$animal_id, ca$slice))
ca$stim <- ordered(ca$stim, c("none", "weak", "strong"))
ca$dff <- ca$peak / ca$base - 1
ca$drug <- ca$drug == "CNQX"

contrasts(ca$stim) <- "contr.treatment"
st1 <- lmer(dff ~ stim + (1 | animal_id), data = ca)
st2 <- lmer(dff ~ stim * line + (1 | animal_id), data = ca)
contrasts(ca$stim) <- contr.poly(3)
st3 <- lmer(dff ~ stim * line + (1 | animal_id), data = ca)
all.equal(fitted(st2), fitted(st3))

st4 <- lmer(dff ~ stim + line + drug + (1 | animal_id/slice), data = ca)
st5 <- lmer(dff ~ stim + line:drug + (1 | animal_id) + (1 | slice_id), data = ca)

ca$cell <- with(ca, paste0(line, ":", drug))
st6 <- lmer(dff ~ 0 + cell + (1 | animal_id), data = ca)
round(fixef(st6), 2)

responder <- glmer(I(dff > 0.2) ~ as.numeric(stim) + line + (1 | animal_id), data = ca, family = binomial)
