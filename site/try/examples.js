// What a newcomer can press to see what may be pasted.

const SUMMARY = `Linear mixed model fit by REML ['lmerMod']
Formula: Reaction ~ Days + (Days | Subject)
   Data: sleepstudy

REML criterion at convergence: 1743.6

Scaled residuals: 
    Min      1Q  Median      3Q     Max 
-3.9536 -0.4634  0.0231  0.4634  5.1793 

Random effects:
 Groups   Name        Variance Std.Dev. Corr
 Subject  (Intercept) 612.10   24.741       
          Days         35.07    5.922   0.07
 Residual             654.94   25.592       
Number of obs: 180, groups:  Subject, 18

Fixed effects:
            Estimate Std. Error t value
(Intercept)  251.405      6.825  36.838
Days          10.467      1.546   6.771

Correlation of Fixed Effects:
     (Intr)
Days -0.138
`;

export const EXAMPLES = [
  { title: "Random slopes", code: "lmer(Reaction ~ Days + (Days | Subject))" },
  {
    title: "Two levels",
    code: "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))",
    factors: "type=-,+",
  },
  {
    title: "Counts of successes",
    code: "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)",
    factors: "period=4",
  },
  { title: "A printed summary", code: SUMMARY },
  {
    title: "Two models of a script",
    code: `d$cond <- factor(d$cond, levels = c("a", "b"))
m0 <- lmer(log(RT) ~ cond * freq + (1 | subj) + (1 | item), data = d)
m1 <- update(m0, . ~ . - (1 | subj) + (cond | subj))
anova(m0, m1)`,
  },
  {
    title: "An equation to check",
    code: "lmer(math ~ ses + (ses | school))",
    equation: String.raw`y_{ij} = \beta_0 + \beta_1 x_{ij} + u_{j} + \varepsilon_{ij}, \quad u_j \sim N(0, \tau^2), \quad \varepsilon_{ij} \sim N(0, \sigma^2)`,
  },
];
