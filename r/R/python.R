# The Python package that does the work, and what to install where it is missing.

python_package <- function() {
  found <- tryCatch(reticulate::py_available(initialize = TRUE), error = conditionMessage)
  if (!isTRUE(found)) {
    why <- if (is.character(found)) paste0(" (", found, ")") else ""
    refuse(
      "lme4math needs Python 3.11 or later, and reticulate finds no Python", why, ".\n",
      "Install Python, or name one before R starts: RETICULATE_PYTHON=/path/to/python"
    )
  }
  package <- tryCatch(reticulate::import("lme4math", convert = FALSE), error = function(problem) NULL)
  if (is.null(package)) {
    python <- reticulate::py_config()
    old <- if (python$version < "3.11") paste0(", and is Python ", python$version, ", not 3.11 or later") else ""
    refuse(
      "The Python package lme4math is not installed in ", python$python, old, ".\n",
      "Install it there:  ", shQuote(python$python), " -m pip install lme4math\n",
      "or, from a copy of its repository:  ", shQuote(python$python), " -m pip install .\n",
      "or name the Python that has it before R starts: RETICULATE_PYTHON=/path/to/python"
    )
  }
  package
}

# An error of Python is told in its own words, without the name of its class.
asked <- function(answer) {
  tryCatch(answer, error = function(problem) {
    said <- sub("\nRun `?reticulate::py_last_error.*", "", conditionMessage(problem))
    refuse(sub("^[[:alnum:]_.]*(Error|Exception): ", "", sub("\\s+$", "", said)))
  })
}

refuse <- function(...) stop(..., call. = FALSE)

# The fit as Python reads it: from a file of saveRDS(), so that levels, contrasts and estimates are its own.
handed_over <- function(fit, argument = "fit") {
  if (!inherits(fit, "merMod")) {
    refuse(
      "`", argument, "` must be a model that lme4 fitted, as by lmer() or glmer(); it is of class ",
      paste(class(fit), collapse = "/"), "."
    )
  }
  python <- python_package()
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(without_surroundings(fit), file, compress = FALSE)
  asked(python$read_fit(file))
}

# A formula keeps all that was around when it was written; a file would hold that, too.
without_surroundings <- function(fit) {
  frame <- fit@frame
  attributes(frame) <- lapply(attributes(frame), alone)
  fit@frame <- frame
  fit@call <- as.call(lapply(as.list(fit@call), alone))
  fit
}

alone <- function(object) {
  if (inherits(object, "formula")) environment(object) <- globalenv()
  object
}

# A text of Python's as one of R's.
said <- function(object) as.character(reticulate::py_to_r(asked(object)))
