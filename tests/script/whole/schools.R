require(lme4)

pupils  <- read.csv("pupils.csv")
schools <- read.csv("schools.csv")

# sector is coded 0/1 in the school file
schools$sector <- factor(schools$sector, levels = c(0, 1), labels = c("public", "private"))

dat <- merge(pupils, schools, by = "school")
dat$female <- dat$sex == "f"

# group mean centring of ses
mses <- tapply(dat$ses, dat$school, mean)
dat$ses.m <- mses[as.character(dat$school)]
dat$ses.c <- dat$ses - dat$ses.m

# unconditional
null <- lmer(math ~ 1 + (1 | school), data = dat)
vc <- as.data.frame(VarCorr(null))
vc$vcov[1] / sum(vc$vcov)     # ICC

# level 1
l1 <- lmer(math ~ ses.c + female + (1 | school), data = dat)

# level 2 and cross-level interaction
l2 <- lmer(math ~ ses.c * sector + ses.m + female + (ses.c | school), data = dat)
summary(l2)
l2b <- update(l2, . ~ . - (ses.c | school) + (1 | school))
anova(l2b, l2, refit = FALSE)

newd <- expand.grid(ses.c = c(-1, 0, 1), sector = c("public", "private"), ses.m = 0, female = FALSE)
newd$pred <- predict(l2, newd, re.form = NA)
newd
