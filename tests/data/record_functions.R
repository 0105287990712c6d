# Records what R gives for the expressions in functions_*.txt, one block each, into functions_*.out:
#   Rscript tests/data/record_functions.R     (from the root of the checkout)
# The first line of a block is its kind and the expression; then levels or column names; then the values at every fifth row.
suppressMessages({ library(lme4); library(splines) })

read <- function(name) {
  d <- read.csv(file.path("tests/recorded", paste0(name, ".csv")), stringsAsFactors = FALSE, check.names = FALSE)
  schema <- jsonlite::read_json("tests/recorded/schema.json", simplifyVector = TRUE)[[name]]$columns
  for (row in seq_len(nrow(schema))) {
    type <- schema$type[row]
    column <- schema$name[row]
    if (type %in% c("factor", "ordered"))
      d[[column]] <- factor(d[[column]], levels = schema$levels[[row]], ordered = type == "ordered")
    if (type == "character") d[[column]] <- as.character(d[[column]])
  }
  d
}

numbers <- function(v) paste(ifelse(is.na(v), "NA", sprintf("%.13g", v)), collapse = " ")

block <- function(text, d) {
  rows <- seq(1, nrow(d), by = 5)
  v <- tryCatch(suppressWarnings(eval(parse(text = text)[[1]], d)), error = function(e) NULL)
  pick <- function(v) if (length(v) == nrow(d)) v[rows] else v
  if (is.null(v)) return(c(paste("#E", text), ""))
  if (is.factor(v)) {
    codes <- paste(ifelse(is.na(pick(v)), 0, as.integer(pick(v))), collapse = " ")
    return(c(paste(if (is.ordered(v)) "#O" else "#F", text), paste(levels(v), collapse = "\t"), codes))
  }
  if (is.matrix(v)) return(c(paste("#M", text), paste(colnames(v), collapse = "\t"), numbers(t(v[rows, , drop = FALSE]))))
  if (is.character(v)) return(c(paste("#C", text), "", paste(pick(v), collapse = "\t")))
  if (is.logical(v)) return(c(paste("#L", text), "", numbers(as.integer(pick(v)))))
  c(paste("#N", text), "", numbers(as.vector(pick(v))))
}

for (name in c("toy60", "quirk40")) {
  d <- read(name)
  path <- file.path("tests/data", paste0("functions_", name))
  writeLines(unlist(lapply(readLines(paste0(path, ".txt")), block, d)), paste0(path, ".out"))
}
