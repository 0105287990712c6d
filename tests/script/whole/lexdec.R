## Lexical decision, exp 1
library(lme4)
ld <- read.table("lexdec.txt", header = TRUE, sep = "\t")
nrow(ld)

# drop errors and outliers
ld <- subset(ld, acc == 1)
ld <- ld[ld$rt > 250 & ld$rt < 2500, ]
nrow(ld)

ld$logrt <- log(ld$rt)
ld$prime <- factor(ld$prime, levels = c("unrelated", "related"))
ld$cfreq <- as.numeric(scale(ld$freq, scale = FALSE))

# sum coding
contrasts(ld$prime) <- contr.sum(2)
contrasts(ld$prime)

lex.max <- lmer(logrt ~ prime * cfreq + (1 + prime | subj) + (1 | item), data = ld, REML = FALSE)
summary(lex.max)

# zero correlation
ld$primeN <- ifelse(ld$prime == "related", 0.5, -0.5)
lex.zcp <- lmer(logrt ~ primeN * cfreq + (1 + primeN || subj) + (1 | item), data = ld, REML = FALSE)
lex.int <- lmer(logrt ~ primeN * cfreq + (1 | subj) + (1 | item), data = ld, REML = FALSE)
anova(lex.zcp, lex.int)

# raw RT, same structure
lex.raw <- update(lex.int, rt ~ .)
print(summary(lex.raw), correlation = FALSE)
