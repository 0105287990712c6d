shown <- structure(
  list(text = "y", markdown = "$$y$$", html = "<math/>", latex = "\\[y\\]", typst = "$ y $"), class = "lme4math_answer"
)

knitted_for <- function(format) {
  before <- knitr::opts_knit$get("rmarkdown.pandoc.to")
  on.exit(knitr::opts_knit$set(rmarkdown.pandoc.to = before))
  knitr::opts_knit$set(rmarkdown.pandoc.to = format)
  as.character(knitr::knit_print(shown))
}

test_that("each kind of document has the form that it can set", {
  skip_if_not_installed("knitr")
  expect_match(knitted_for("html"), "^\n\n```\\{=html\\}\n<div style=[^>]*><math/></div>\n```\n\n$")
  expect_identical(knitted_for("latex"), "\n\n```{=latex}\n\\[y\\]\n```\n\n")
  expect_identical(knitted_for("typst"), "\n\n```{=typst}\n$ y $\n```\n\n")
  for (format in c("docx", "gfm", "odt")) expect_identical(knitted_for(format), "\n\n$$y$$\n\n")
})

test_that("a notebook has the view where there is one", {
  skip_if_not_installed("repr")
  expect_identical(repr::repr_html(shown), "<math/>")
  viewed <- shown
  viewed$view <- "<div/>"
  expect_identical(repr::repr_html(viewed), "<div/>")
  expect_identical(repr::repr_markdown(shown), "$$y$$")
  expect_identical(repr::repr_latex(shown), "\\[y\\]")
  expect_identical(repr::repr_text(shown), "y")
})
