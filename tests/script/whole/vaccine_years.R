# Antibody titres, annual
suppressWarnings(library(lme4))
titre <- read.csv("titre.csv")

# years since vaccination; the calendar year is a factor
titre$since <- titre$year - titre$vax_year
titre$fyear <- factor(titre$year)
titre$sex <- ifelse(titre$sex == 1, "male", "female")
titre$agegrp <- cut(titre$age, breaks = c(0, 40, 65, 120), labels = c("<40", "40-64", "65+"), right = FALSE)
titre$lt <- log2(titre$titre)

ti1 <- lmer(lt ~ since + sex + (1 | person), data = titre)
ti2 <- lmer(lt ~ since * agegrp + sex + (1 | person), data = titre)
ti3 <- lmer(lt ~ since + sex + (1 | person) + (1 | fyear), data = titre)
ti4 <- lmer(lt ~ fyear + sex + (1 | person), data = titre)
AIC(ti1, ti2, ti3, ti4)

# seroprotection
titre$prot <- as.integer(titre$titre >= 40)
sp <- glmer(prot ~ since + sex + (1 | person), data = titre, family = binomial)
sp2 <- update(sp, . ~ . + agegrp)
sp3 <- update(sp2, . ~ . - sex, family = binomial(link = "probit"))
anova(sp, sp2)
exp(cbind(OR = fixef(sp)))

# those vaccinated once
once <- subset(titre, doses == 1 & since < 10)
ti5 <- update(ti1, data = once)
