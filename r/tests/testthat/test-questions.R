test_that("the equations have the estimates of the fit", {
  skip_without_python()
  fit <- sleep()
  shown <- equations(fit)
  expect_match(shown$text, "251.4", fixed = TRUE)
  expect_match(shown$latex, "\\begin{align*}", fixed = TRUE)
  expect_match(shown$html, "^<math")
  expect_match(shown$markdown, "^\\$\\$\n")
  expect_match(paste(capture.output(print(shown)), collapse = "\n"), "Reaction_i = (251.4", fixed = TRUE)
  expect_no_match(equations(fit, numbers = "symbols")$text, "251", fixed = TRUE)
})

test_that("contrasts, polynomials and classes of other packages are the fit's", {
  skip_without_python()
  cbpp <- lme4::cbpp
  contrasts(cbpp$period) <- contr.sum(4)
  herds <- lme4::glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial)
  shown <- equations(herds)$text
  expect_match(shown, formatC(lme4::fixef(herds)[[2]], format = "f", digits = 2), fixed = TRUE)
  expect_match(explain(herds)$text, "deviations of `period`", fixed = TRUE)
  curve <- lme4::lmer(Reaction ~ poly(Days, 2) + (1 | Subject), lme4::sleepstudy)
  expect_match(equations(curve)$text, "poly(Days, 2)", fixed = TRUE)
  skip_if_not_installed("lmerTest")
  tested <- lmerTest::lmer(Reaction ~ Days + (Days || Subject), lme4::sleepstudy)
  expect_match(equations(tested)$text, "25.1", fixed = TRUE)
})

test_that("what is around a formula is not handed over", {
  skip_without_python()
  fit <- local({
    large <- numeric(5e7) # more than a file may have
    formula <- Reaction ~ Days + (1 | Subject)
    lme4::lmer(formula, lme4::sleepstudy)
  })
  expect_match(equations(fit)$text, "251.4", fixed = TRUE)
})

test_that("models are compared and equations checked", {
  skip_without_python()
  fit <- sleep()
  smaller <- lme4::lmer(Reaction ~ Days + (1 | Subject), lme4::sleepstudy)
  expect_identical(compare_models(smaller, fit)$relation, "first in second")
  expect_identical(compare_models(fit, fit)$relation, "same")
  text <- "Reaction_i = a + b T_i + u_j + e_i, u_j ~ N(0, t^2), e_i ~ N(0, s^2)"
  named <- list(symbols = c(T = "Days"), indices = c(j = "Subject"))
  expect_identical(do.call(check_equation, c(text, smaller, named))$verdict, "right")
  expect_identical(do.call(check_equation, c(text, fit, named))$verdict, "wrong")
})

test_that("the paragraph says what was fitted", {
  skip_without_python()
  paragraph <- methods_paragraph(sleep(REML = FALSE))
  expect_match(paragraph$text, "by maximum likelihood", fixed = TRUE)
  expect_match(paragraph$text, "180 observations and 18 levels of Subject", fixed = TRUE)
  expect_match(paragraph$latex, "\\begin{align*}", fixed = TRUE)
})

test_that("what cannot be answered is refused in a sentence", {
  expect_error(equations(lm(dist ~ speed, cars)), "lmer\\(\\) or glmer\\(\\); it is of class lm\\.$")
  skip_without_python()
  expect_error(equations(sleep(), "graphical"), "^There is no notation 'graphical'; there are expanded,")
  expect_error(check_equation("y", sleep()), "No equation of a response is found.\nHint: ", fixed = TRUE)
  expect_error(compare_models(sleep(), 2), "`second` must be a model", fixed = TRUE)
})
