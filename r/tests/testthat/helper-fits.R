# Where these are missing, as on a machine that only builds packages, what needs them is skipped.
skip_without_python <- function() {
  skip_if_not_installed("lme4")
  skip_if_not(reticulate::py_module_available("lme4math"), "Python with lme4math")
}

sleep <- function(...) lme4::lmer(Reaction ~ Days + (Days | Subject), lme4::sleepstudy, ...)
