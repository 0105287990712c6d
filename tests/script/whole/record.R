# Runs every script of this folder on the data of data.R, and records the models that lme4 fits to recorded.json:
#     Rscript tests/script/whole/record.R [name ...]
# A `.txt` is a script as it was pasted; what is R in it is run. Plots, and packages that are not installed, do nothing.

suppressPackageStartupMessages({library(lme4); library(jsonlite)})
args <- commandArgs()
here <- normalizePath(dirname(sub("--file=", "", grep("--file=", args, value = TRUE))))
source(file.path(here, "data.R"))
options(warn = -1, digits = 7)

FITTERS <- c("lmer", "glmer", "glmer.nb")
FITS <- NULL  # the fits of the script that is run, in their order

code_of <- function(path) {
  text <- readLines(path, encoding = "UTF-8")
  if (grepl("[.]R$", path)) return(text)
  if (any(grepl("^```", text))) {  # R Markdown: the lines of other text stay as empty ones, so that line numbers hold
    fence <- cumsum(grepl("^```", text))
    opened <- c(FALSE, grepl("^```[{]?r", grep("^```", text, value = TRUE)))
    return(ifelse(opened[fence + 1] & fence %% 2 == 1 & !grepl("^```", text), text, ""))
  }
  ifelse(grepl("^[>+]", text), sub("^[>+] ?", "", text), "")
}

hook <- function(name) {
  real <- get(name, asNamespace("lme4"))
  function(...) {
    call <- sys.call()
    matched <- match.call(if (name == "glmer.nb") lme4::glmer else real, call, expand.dots = FALSE)
    formula <- as.formula(eval(matched$formula, parent.frame()))
    call[[1]] <- real
    before <- FITS
    model <- eval(call, parent.frame())
    FITS <<- before  # glmer.nb fits by glmer
    used <- if (is.null(matched$data)) NULL else eval(matched$data, parent.frame())
    model@call[[1]] <- as.name(name)
    FITS[[length(FITS) + 1]] <<- list(model = model, name = name, formula = formula, rows = NROW(used), used = used)
    model
  }
}

nothing <- function(...) invisible(NULL)
shims <- function() {
  frame <- new.env(parent = globalenv())
  for (name in FITTERS) assign(name, hook(name), frame)
  for (name in c("plot", "boxplot", "hist", "barplot", "lines", "points", "abline", "par", "qqnorm", "qqline", "legend", "axis", "dotchart",
    "interaction.plot", "coplot", "pairs", "xyplot", "bwplot", "dotplot", "qqmath", "curve", "ggsave", "pdf", "dev.off", "png", "text", "layout",
    "mosaicplot", "stripchart", "matplot", "emmeans", "contrast", "emtrends", "confint", "install.packages", "bootMer", "profile", "drop1",
    "plot_model", "tab_model", "check_model", "r.squaredGLMM", "icc", "testDispersion", "simulateResiduals", "allFit", "write.csv", "saveRDS", "setwd",
    "export_summs", "ggpredict", "kable", "Effect", "allEffects", "rm", "sjPlot", "View", "dev.new", "pwpm", "update.packages", "cld", "tidy", "glance",
    "check_overdispersion", "report", "model_parameters", "load", "polygon", "arrows", "segments", "sink"))
    assign(name, nothing, frame)
  assign("library", function(package, ...) {
    package <- as.character(substitute(package))
    if (package == "tidyverse") package <- c("dplyr", "tidyr", "readr", "tibble", "forcats", "purrr", "stringr", "ggplot2")
    for (one in setdiff(package, c("lme4", "lmerTest", "MASS"))) suppressPackageStartupMessages(base::require(one, character.only = TRUE))
    invisible()
  }, frame)
  assign("require", get("library", frame), frame)
  assign("pacman", nothing, frame)
  assign("::", function(pkg, name) {
    pkg <- as.character(substitute(pkg)); name <- as.character(substitute(name))
    if (name %in% ls(frame)) get(name, frame) else if (requireNamespace(pkg, quietly = TRUE)) getExportedValue(pkg, name) else nothing
  }, frame)
  assign("set_sum_contrasts", function() options(contrasts = c("contr.sum", "contr.poly")), frame)
  assign("convert_as_factor", function(data, ...) dplyr::mutate(data, dplyr::across(c(...), factor)), frame)
  assign("contr.sdif", MASS::contr.sdif, frame)
  assign("fractions", MASS::fractions, frame)
  assign("knitr", NULL, frame)
  frame
}

write_files <- function(frames) {
  unlink(list.files("."), recursive = TRUE)
  for (name in names(frames)) {
    ending <- tools::file_ext(name)
    if (ending == "csv") utils::write.csv(frames[[name]], name, row.names = FALSE)
    if (ending %in% c("txt", "tsv")) utils::write.table(frames[[name]], name, sep = "\t", row.names = FALSE, quote = FALSE,
      col.names = ncol(frames[[name]]) > 1)
    if (ending == "rds") base::saveRDS(frames[[name]], name)
  }
}

calls_in <- function(expression, outside = FALSE) {  # the lexical model calls: outside of functions and loops, if asked
  if (!is.call(expression)) return(0)
  head <- if (is.call(expression[[1]]) && length(expression[[1]]) == 3) expression[[1]][[3]] else expression[[1]]
  head <- if (is.name(head)) as.character(head) else ""
  if (head %in% c("function", "for", "while", "lapply", "sapply", "map")) return(0)
  here <- head %in% c(FITTERS, "update")
  here + sum(vapply(as.list(expression)[-1], function(part) if (missing(part)) 0 else calls_in(part), 0))
}

name_of <- function(expression) {  # what a fit is assigned to by a plain assignment
  if (is.call(expression) && as.character(expression[[1]])[1] %in% c("<-", "=", "<<-") && is.name(expression[[2]]))
    as.character(expression[[2]])
}

run <- function(name) {
  entry <- WHOLE[[name]]
  path <- file.path(here, paste0(name, if (file.exists(file.path(here, paste0(name, ".R")))) ".R" else ".txt"))
  expressions <- parse(text = code_of(path), keep.source = TRUE)
  lines <- lapply(attr(expressions, "srcref"), function(ref) c(ref[1], ref[3]))
  frame <- new.env(parent = shims())
  write_files(entry$frames)
  for (object in names(entry$frames)) if (!grepl("[.](csv|txt|tsv|rds)$", object)) assign(object, entry$frames[[object]], frame)
  old <- options(contrasts = c("contr.treatment", "contr.poly"))
  attached <- search()
  on.exit({options(old); for (one in setdiff(search(), attached)) detach(one, character.only = TRUE)})
  FITS <<- list()
  models <- list()
  for (place in seq_along(expressions)) {
    before <- length(FITS)
    value <- withCallingHandlers(withVisible(eval(expressions[[place]], frame))$value,
      error = function(e) message(name, " line ", lines[[place]][1], ": ", conditionMessage(e)))
    fresh <- FITS[seq_along(FITS) > before]
    direct <- length(fresh) > 0 && length(fresh) == calls_in(expressions[[place]])
    called <- if (length(fresh) == 1 && inherits(value, "merMod")) name_of(expressions[[place]])
    for (fit in fresh) models[[length(models) + 1]] <- c(fit, list(direct = direct, called = called, line = lines[[place]][1], top = place))
  }
  list(name = name, file = basename(path), entry = entry, models = models, expressions = expressions, lines = lines)
}

variables_of <- function(model, fit) {
  frame <- model@frame
  used <- frame[!grepl("^[(].*[)]$", names(frame))]
  coded <- attr(getME(model, "X"), "contrasts")
  lapply(names(used), function(name) {
    column <- used[[name]]
    categorical <- is.factor(column) || is.character(column) || is.logical(column)
    scheme <- coded[[name]]
    levels <- levels(droplevels(as.factor(column)))
    coding <- if (is.character(scheme)) do.call(scheme, list(levels)) else scheme
    usual <- is.null(scheme) || identical(scheme, "contr.treatment")
    c(list(name = name, class = if (is.matrix(column)) "matrix" else class(column)[1]), if (categorical) list(levels = I(levels)),
      if (!usual) list(coding = unname(apply(coding, 2, unname, simplify = FALSE))))
  })
}

statements_about <- function(result, top, pattern) {  # first and last lines of the statements before the model's with a text
  kept <- Filter(function(place) (place == top || place < top && calls_in(result$expressions[[place]]) == 0) && any(grepl(pattern, deparse(result$expressions[[place]]), perl = TRUE)),
    seq_along(result$expressions))
  result$lines[kept]
}

FILTERS <- "filter[(]|subset[(]|na.omit|drop_na|complete.cases|slice|\\[[^],]+,|\\[.*(==|>|<|!|%in%)|merge|_join|distinct|pivot|melt|gather|aggregate|summari[sz]e|sample_n"

compared <- function(result, fit, raw) {  # what the script did to the raw frame's columns and rows before the model
  used <- as.data.frame(fit$used)
  names_used <- intersect(all.vars(fit$formula), names(used))
  made <- setdiff(names_used, names(raw))
  changed <- Filter(function(v) v %in% names(raw) && !is.factor(used[[v]]) &&
    length(setdiff(as.character(used[[v]]), as.character(raw[[v]]))) > 0, names_used)
  about <- function(v) statements_about(result, fit$top, paste0("(?<![\\w.])\\Q", v, "\\E(?![\\w.])"))
  list(made = sapply(made, about, simplify = FALSE), changed = sapply(changed, about, simplify = FALSE),
    filtered = if (nrow(used) < nrow(raw)) statements_about(result, fit$top, FILTERS) else list())
}

recorded <- function(result) {
  distinct <- list()
  raws <- result$entry$frames
  models <- lapply(result$models, function(fit) {
    model <- fit$model
    X <- getME(model, "X")
    places <- vapply(variables_of(model, fit), function(variable) {
      same <- which(vapply(distinct, identical, NA, variable))
      if (!length(same)) { distinct[[length(distinct) + 1]] <<- variable; same <- length(distinct) }
      same - 1
    }, 0)
    from <- which.max(vapply(raws, function(raw) sum(all.vars(fit$formula) %in% names(raw)), 0))
    c(list(name = fit$called, line = fit$line, direct = fit$direct, f = fit$name, formula = gsub("\\s+", " ", deparse1(fit$formula)),
      X = I(colnames(X)), dropped = I(as.character(names(attr(X, "col.dropped")))),
      random = lapply(seq_along(model@cnms), function(k) list(names(model@cnms)[k], I(model@cnms[[k]]))), n = nobs(model),
      family = sub("[(].*", "", tolower(family(model)$family)), link = family(model)$link, REML = isREML(model), v = I(places)),
      if (!is.null(fit$used) && length(raws)) c(list(raw = names(raws)[from]), compared(result, fit, as.data.frame(raws[[from]]))))
  })
  frames <- lapply(raws, function(raw) {
    raw <- as.data.frame(raw)
    raw <- raw[round(seq(1, nrow(raw), length.out = min(40, nrow(raw)))), , drop = FALSE]
    lapply(raw, function(column) I(if (is.factor(column) || inherits(column, "Date")) as.character(column) else column))
  })
  list(file = result$file, untold = I(as.character(result$entry$untold)), variables = distinct, models = models, frames = frames)
}

names_asked <- commandArgs(trailingOnly = TRUE)
target <- file.path(here, "recorded.json")
old <- if (file.exists(target)) Filter(nzchar, gsub("^[{}]$|,$", "", readLines(target))) else character()
names(old) <- sub('^"([^"]+)".*', "\\1", old)
scratch <- tempfile(); dir.create(scratch); base::setwd(scratch)
pdf(NULL)
for (name in if (length(names_asked)) names_asked else names(WHOLE)) {
  message("== ", name)
  dump <- capture.output(result <- suppressMessages(tryCatch(run(name), error = function(e) {cat("FAILED", conditionMessage(e), "\n", file = stderr()); NULL})))
  if (is.null(result)) next
  message("   ", paste(vapply(result$models, function(m) paste0(c(m$called, if (!m$direct) "*", ""), collapse = ""), ""), collapse = " "))
  old[name] <- paste0('"', name, '": ', toJSON(recorded(result), auto_unbox = TRUE, digits = 6, na = "null", null = "null"))
}
old <- old[names(old) %in% names(WHOLE)]
writeLines(c("{", paste0(old[order(names(old))], ifelse(seq_along(old) < length(old), ",", "")), "}"), target)
