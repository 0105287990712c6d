# What can be asked of a fit.

equations <- function(fit, notation = "expanded", style = "indexed", numbers = "numbers", digits = NULL) {
  fit <- handed_over(fit)
  made <- asked(fit$equations(notation, style, numbers, digits = if (is.null(digits)) NULL else as.integer(digits)))
  answer(
    text = said(made$text(width = getOption("width"))),
    markdown = said(made$markdown()),
    word = said(made$markdown(word = TRUE)),
    html = said(made$mathml()),
    latex = said(made$latex(form = "display")),
    typst = said(made$typst()),
    view = if (in_notebook()) said(fit$html(notation, numbers))
  )
}

explain <- function(fit, notation = "expanded", style = "indexed") {
  answer_of(asked(handed_over(fit)$explain(style = style, notation = notation)))
}

article_width <- 345 # of a line, in points, as in LaTeX's article

methods_paragraph <- function(fit, notation = "expanded", style = "indexed") {
  model <- handed_over(fit)$model
  written <- function(format) said(model$methods(format, notation = notation, style = style, width = article_width))
  answer(written("text"), written("markdown"), written("html"), word = written("word"), latex = written("latex"))
}

compare_models <- function(first, second) {
  if (missing(second)) refuse("Two fits are compared: compare_models(first, second).")
  models <- list(handed_over(first, "first"), handed_over(second, "second"))
  result <- asked(python_package()$compare(models[[1]], models[[2]]))
  answer_of(result, relation = said(result$relation))
}

check_equation <- function(latex, fit, symbols = NULL, indices = NULL) {
  model <- handed_over(fit)$model
  named <- function(given) if (is.null(given)) NULL else as.list(given)
  result <- asked(
    python_package()$check(paste(latex, collapse = "\n"), model, symbols = named(symbols), indices = named(indices))
  )
  answer_of(result, verdict = said(result$verdict))
}
