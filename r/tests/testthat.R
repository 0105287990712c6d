library(testthat)
library(lme4math)

test_check("lme4math")
