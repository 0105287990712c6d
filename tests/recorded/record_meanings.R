# Records what R makes of the cells' design of factors: the weights of the cells in each coefficient, as a pseudo-inverse.
#   Rscript tests/recorded/record_meanings.R     (from the root of the checkout; needs lme4, jsonlite and MASS)
# One line of JSON for each fixed part of oracle.jsonl.gz that has factors only, and for each line of
# tests/model/contrasts.txt: the factors, the cells that occur, and by coefficient the weights of the cells.
suppressMessages(library(lme4))
schema <- jsonlite::fromJSON("tests/recorded/schema.json", simplifyVector = FALSE)

read_data <- function(name) {
  d <- read.csv(file.path("tests/recorded", paste0(name, ".csv")), colClasses = "character", check.names = FALSE, na.strings = "NA")
  for (column in schema[[name]]$columns) {
    values <- d[[column$name]]
    d[[column$name]] <- if (length(column$levels)) {
      factor(values, levels = unlist(column$levels), ordered = column$type == "ordered")
    } else switch(column$type, integer = as.integer(values), numeric = as.numeric(values), logical = as.logical(values), values)
  }
  d
}

# X, and the factors of its terms at its rows.
record <- function(what, X, frame, factors) {
  levels <- lapply(factors, function(name) as.character(frame[[name]]))
  first <- !duplicated(do.call(paste, c(levels, sep = "\r")))
  C <- unname(X[first, , drop = FALSE])
  W <- if (nrow(C) == ncol(C)) solve(C) else MASS::ginv(C)
  list(
    of = what, factors = I(factors),
    cells = lapply(which(first), function(row) I(vapply(levels, `[`, "", row))),
    weights = setNames(lapply(seq_len(nrow(W)), function(row) I(signif(W[row, ], 12) + 0)), colnames(X))
  )
}

of_case <- function(case) {
  call <- str2lang(case$call)
  if (!as.character(call[[1]]) %in% c("lmer", "glmer")) return(NULL)
  call$data <- read_data(case$data)
  call[[1]] <- if (identical(call[[1]], quote(lmer))) quote(lFormula) else quote(glFormula)
  call$REML <- NULL
  ignored <- setNames(as.list(rep("ignore", 3)), paste0("check.nobs.vs.", c("rankZ", "nlev", "nRE")))
  control <- if (identical(call[[1]], quote(lFormula))) lmerControl else glmerControl
  call$control <- do.call(control, c(ignored, check.nlev.gtr.1 = "ignore", check.scaleX = "ignore"))
  made <- tryCatch(suppressMessages(suppressWarnings(eval(call))), error = function(e) NULL)
  if (is.null(made)) return(NULL)
  terms <- terms(nobars(formula(call$formula %||% call[[2]])), data = call$data)
  in_terms <- attr(terms, "factors")
  if (!is.matrix(in_terms)) return(NULL)
  used <- rownames(in_terms)[rowSums(in_terms > 0) > 0]
  if (!length(used) || !all(used %in% names(made$fr)) || any(vapply(made$fr[used], is.numeric, NA))) return(NULL)
  if (!is.null(attr(terms, "offset"))) return(NULL)
  list(same = paste(case$data, paste(deparse(delete.response(terms)[[2]]), collapse = ""), deparse1(call$contrasts), deparse1(call$subset)),
       line = record(case$id, made$X, made$fr, used))
}
`%||%` <- function(one, other) if (is.null(one)) other else one

lines <- readLines(gzfile("tests/recorded/oracle.jsonl.gz"), encoding = "UTF-8")
cases <- Filter(function(case) identical(case$status, "ok"), lapply(lines, jsonlite::fromJSON, simplifyVector = FALSE))
found <- Filter(Negate(is.null), lapply(cases, of_case))
found <- lapply(found[!duplicated(vapply(found, `[[`, "", "same"))], `[[`, "line")

levels_of <- function(n) factor(rep(letters[seq_len(n)], length.out = 24), levels = letters[seq_len(n)])
d <- data.frame(f2 = levels_of(2), f3 = levels_of(3), f4 = levels_of(4))
of_contrast <- function(text) tryCatch({
  name <- regmatches(text, regexpr("f[234]", text))
  of_c <- startsWith(text, "C(")
  given <- if (of_c) NULL else eval(parse(text = paste0("list(", text, ")")))
  X <- model.matrix(as.formula(paste("~", if (of_c) text else name)), d, contrasts.arg = given)
  kept <- qr(X)$pivot[seq_len(qr(X)$rank)]
  record(text, X[, sort(kept), drop = FALSE], d, name)
}, error = function(e) NULL)
found <- c(found, Filter(Negate(is.null), lapply(readLines("tests/model/contrasts.txt"), of_contrast)))

out <- gzfile("tests/recorded/meanings.jsonl.gz", "w", compression = 9)
writeLines(vapply(found, jsonlite::toJSON, "", auto_unbox = TRUE, digits = NA), out)
close(out)
cat(length(found), "lines\n")
