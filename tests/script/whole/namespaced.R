dat <- utils::read.csv("gait.csv")
dat$shoe <- base::factor(dat$shoe, levels = c("barefoot", "minimal", "cushioned"))
dat$surface <- base::as.factor(dat$surface)
dat <- dplyr::mutate(dat, speed_c = speed - mean(speed), side = dplyr::if_else(side == "L", "left", "right"))
dat <- dplyr::filter(dat, !is.na(grf))

base_fit <- lme4::lmer(grf ~ speed_c + (1 | runner), data = dat)
shoe_fit <- lme4::lmer(grf ~ speed_c + shoe + (1 | runner), data = dat)
p_fit <- lmerTest::lmer(grf ~ speed_c * shoe + surface + (1 | runner), data = dat)
stats::anova(base_fit, shoe_fit)
stats::update(shoe_fit, . ~ . + side)

inj <- lme4::glmer(injured ~ shoe + speed_c + (1 | runner), data = dat, family = stats::binomial())
inj0 <- stats::update(inj, . ~ . - shoe)
stats::anova(inj0, inj)

steps <- lme4::glmer.nb(steps ~ shoe + side + (1 | runner), data = dat)
lme4::VarCorr(steps)
graphics::plot(stats::fitted(steps), stats::residuals(steps))

graphics::abline(h = 0)
