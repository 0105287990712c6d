library(lme4)
library(dplyr)

anx <- read.csv("anxiety.csv")

anx <- anx %>%
  convert_as_factor(class, gender, grade)

anx$gender <- recode_factor(anx$gender, `1` = "girl", `2` = "boy")
anx$anx_gmc <- anx$anxiety - mean(anx$anxiety)

anx <- anx %>%
  group_by(class) %>%
  mutate(anx_class = mean(anxiety), anx_cwc = anxiety - anx_class) %>%
  ungroup()

anx0 <- lmer(score ~ 1 + (1 | class), data = anx, REML = TRUE)
anx1 <- lmer(score ~ anx_cwc + anx_class + (1 | class), data = anx)
anx2 <- lmer(score ~ anx_cwc * gender + anx_class + (1 | class), data = anx)
anx3 <- lmer(score ~ anx_cwc * gender + anx_class + grade + (1 + anx_cwc | class), data = anx)

# explained variance
v0 <- as.data.frame(VarCorr(anx0))$vcov
v3 <- as.data.frame(VarCorr(anx2))$vcov
1 - v3 / v0

anx_ml <- update(anx2, REML = FALSE)
anx_ml0 <- update(anx_ml, . ~ . - anx_cwc:gender)
anova(anx_ml0, anx_ml)
