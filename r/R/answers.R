# What a question is answered with: the same in the languages of the places where it is shown.

answer <- function(text, markdown, html, ...) {
  structure(list(text = text, markdown = markdown, html = html, ...), class = "lme4math_answer")
}

# An answer of Python that has a text, and the forms of a notebook.
answer_of <- function(result, ...) {
  text <- if (reticulate::py_has_attr(result, "text")) said(result$text()) else reticulate::py_str(result)
  word <- if (reticulate::py_has_attr(result, "markdown")) said(result$markdown(word = TRUE))
  answer(text, said(result$`_repr_markdown_`()), said(result$`_repr_html_`()), word = word, ...)
}

print.lme4math_answer <- function(x, ...) {
  lines <- strsplit(x$text, "\n", fixed = TRUE)[[1]]
  long <- nchar(lines, "width") > getOption("width") & !startsWith(lines, " ") # not a line of an equation
  lines[long] <- vapply(lines[long], function(line) paste(strwrap(line, exdent = 2), collapse = "\n"), "")
  cat(lines, sep = "\n")
  invisible(x)
}

# A block of a page, which scrolls by itself where it is wider than the page.
block <- "margin:1em 0;padding:2px 0;overflow-x:auto;overflow-y:hidden"

# In a document that knitr makes: MathML for pages, LaTeX for PDF, and Markdown, of which pandoc makes the rest.
knit_print.lme4math_answer <- function(x, ...) {
  to <- knitr::pandoc_to()
  raw <- if (knitr::is_latex_output()) {
    "latex"
  } else if (knitr::is_html_output(excludes = c("markdown", "gfm"))) {
    "html"
  } else if (identical(to, "typst")) {
    "typst"
  }
  shown <- if (is.null(raw)) NULL else x[[raw]]
  markdown <- if (isTRUE(to %in% c("docx", "odt")) && !is.null(x$word)) x$word else x$markdown
  if (identical(raw, "html")) shown <- paste0("<div style=\"", block, "\">", shown, "</div>")
  shown <- if (is.null(shown)) markdown else paste0("```{=", raw, "}\n", shown, "\n```")
  knitr::asis_output(paste0("\n\n", shown, "\n\n"))
}

# In a notebook: the view where there is one, else what stands in a page.
repr_html.lme4math_answer <- function(obj, ...) if (is.null(obj$view)) obj$html else obj$view
repr_markdown.lme4math_answer <- function(obj, ...) obj$markdown
repr_latex.lme4math_answer <- function(obj, ...) obj$latex

in_notebook <- function() isTRUE(getOption("jupyter.in_kernel"))
