# Makes the small fits beside this file: Rscript make_fits.R. Models and data are of this project alone.
#
# Of the reference classes in a fit only the fields are kept. Their methods, which are the same in every fit, are nine
# tenths of a file; files that have them are in tests/recorded.

suppressMessages(library(lme4))
set.seed(20)

n <- 72
d <- data.frame(
  x = round(runif(n, -2, 2), 2), z = round(rnorm(n), 2), w = round(runif(n, 1, 3), 1),
  f = factor(rep(c("lo", "mid", "hi"), n / 3), c("lo", "mid", "hi")), k = rep(c("a", "b"), each = n / 2),
  o = factor(rep(c("S", "M", "L"), each = n / 3), c("S", "M", "L"), ordered = TRUE),
  g = factor(rep(1:12, each = 6)), class = factor(rep(1:3, n / 3)), school = factor(rep(letters[1:6], each = 12)),
  day = as.Date("2024-01-01") + rep(0:7, 9)
)
d$y <- round(2 + d$x + 0.5 * d$x^2 + rnorm(12)[d$g] + rnorm(6)[d$school] + rnorm(n), 3)
d$count <- rpois(n, exp(0.4 + 0.3 * d$x + rnorm(12, 0, 0.4)[d$g]))
d$trials <- 5L + rpois(n, 3)
d$hits <- rbinom(n, d$trials, plogis(0.3 * d$x + rnorm(12, 0, 0.7)[d$g]))
holes <- d
holes$x[c(3, 20)] <- NA
holes$y[50] <- NA
own <- d
contrasts(own$f) <- contr.sum(3)

fields_only <- function(fit) {
  for (part in list(fit@resp, fit@pp)) {
    inside <- as.environment(part)
    methods <- Filter(function(name) is.function(inside[[name]]) && !bindingIsActive(name, inside), ls(inside))
    rm(list = c(methods, ".self", ".refClassDef"), envir = inside)
  }
  fit
}
quick <- lmerControl(calc.derivs = FALSE)
write <- function(name, fit, ...) {
  recorded[[name]] <<- list(
    linear = isLMM(fit), fixef = as.list(fixef(fit)),
    se = sqrt(diag(as.matrix(vcov(fit)))), sigma = sigma(fit), theta = unname(getME(fit, "theta")),
    b = as.vector(getME(fit, "b")), fitted = unname(fitted(fit)), n = nobs(fit), groups = as.list(ngrps(fit)),
    criterion = if (isREML(fit)) REMLcrit(fit) else as.numeric(-2 * logLik(fit)), reml = isREML(fit),
    varcorr = as.data.frame(VarCorr(fit))
  )
  saveRDS(fields_only(fit), paste0(name, ".rds"), ...)
}
recorded <- list()

write("plain", lmer(y ~ x + (x | g), d, control = quick), compress = "xz")
write("contrasts_of_call", lmer(y ~ f * x + (1 | g), d, contrasts = list(f = "contr.helmert"), control = quick))
scores <- matrix(c(-1, 0, 1, 1, -2, 1), 3, dimnames = list(NULL, c("line", "bend")))
write("contrasts_by_name", lmer(y ~ f + (1 | g), d, contrasts = list(f = scores), control = quick), compress = "bzip2")
write("contrasts_of_frame", lmer(y ~ f + (f | school), own, control = quick), compress = "xz")
write("ordered", lmer(y ~ o + C(f, contr.sum) + k + (1 | g), d, control = quick), version = 2)
write("squares", lmer(y ~ I(x^2) + log(w) + (0 + I(x^2) | g), d, control = quick), compress = FALSE)
write("bases", lmer(y ~ poly(x, 2) + splines::ns(z, 3) + (1 | g), d, control = quick), compress = "xz")
write("offsets", lmer(y ~ x + offset(2 * z) + (1 | g), d, offset = log(w), weights = w, control = quick))
write("holes", lmer(y ~ scale(x) + z + I(z - mean(z)):x + (1 | g), holes, subset = z < 1, control = quick))
write("trials", glmer(cbind(hits, trials - hits) ~ x + (1 | g), d, binomial), compress = "xz")
write("shares", glmer(hits/trials ~ x + (1 | g), d, binomial("probit"), weights = trials), compress = "xz")
write("counts", glmer(count ~ x + offset(log(w)) + (1 | g) + (1 | school), d, poisson), version = 2)
write("gamma", glmer(w ~ x + (1 | g), d, Gamma("log")), compress = "xz")
write("nested", lmer(y ~ x + (1 | school/g/class), d, REML = FALSE, control = quick), compress = "xz")
write("dropped", lmer(y ~ x + I(2 * x) + (x || g), d, control = quick), compress = "xz")
formula <- y ~ factor(k) + (1 | g:class) + (1 | school)
write("called", do.call(lmer, list(formula, d, weights = d$w, control = quick)), compress = "xz")

mine <- list(f = contr.sum)
write("contrasts_by_variable", lmer(y ~ f + (1 | g), d, contrasts = mine, control = quick), compress = "xz")
options(contrasts = c("contr.sum", "contr.poly"))
write("contrasts_of_options", lmer(y ~ f + (f | school), d, control = quick), compress = "xz")
options(contrasts = c("contr.treatment", "contr.poly"))
write("sizes", glmer(count ~ x + (1 | g), d, MASS::negative.binomial(2)), compress = "xz")
write("extended", lmerTest::lmer(y ~ x + (1 | g), d, control = quick), compress = "xz")
saddle <- glmer(cbind(hits, trials - hits) ~ x + (1 | g), d, binomial)
saddle@optinfo$derivs$Hessian[1, 1] <- -5 # as where θ is at an edge; R asks of the covariances of β alone
write("saddle", saddle, compress = "xz")

saveRDS(lm(y ~ x, d), "line.rds")
saveRDS(d[1:5, ], "frame.rds")
saveRDS(lmer(y ~ x + (1 | g), d), "whole.rds", compress = "xz")
jsonlite::write_json(recorded, "fits.json", digits = NA, auto_unbox = TRUE, null = "null", na = "null")
