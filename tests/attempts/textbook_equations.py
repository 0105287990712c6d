"""Right equations in the styles of textbooks and of papers, each with its code: none was fitted to the reader."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Textbook:
    """An equation, and the code that it is right for."""

    style: str
    code: str
    latex: str
    factors: dict[str, list[str]] = field(default_factory=dict)


EQUATIONS = (
    Textbook(
        "levels, intercepts and slopes as outcomes",
        "lmer(mathach ~ ses * sector + (ses | school))",
        r"""Level 1: $$Y_{ij} = \beta_{0j} + \beta_{1j} SES_{ij} + r_{ij}, \qquad r_{ij} \sim N(0, \sigma^2)$$
        Level 2: $$\beta_{0j} = \gamma_{00} + \gamma_{01} SECTOR_j + u_{0j}$$
        $$\beta_{1j} = \gamma_{10} + \gamma_{11} SECTOR_j + u_{1j}$$
        $$\begin{pmatrix} u_{0j} \\ u_{1j} \end{pmatrix} \sim N\left[\begin{pmatrix} 0 \\ 0 \end{pmatrix},
        \begin{pmatrix} \tau_{00} & \tau_{01} \\ \tau_{10} & \tau_{11} \end{pmatrix}\right]$$""",
    ),
    Textbook(
        "levels, a slope that does not vary",
        "lmer(score ~ iq + minority + (1 | school))",
        r"""\begin{align*}
        score_{ij} &= \beta_{0j} + \beta_{1j} iq_{ij} + \beta_{2j} minority_{ij} + e_{ij}, & e_{ij} &\sim N(0,
        \sigma_e^2) \\
        \beta_{0j} &= \gamma_{00} + u_{0j}, & u_{0j} &\sim N(0, \sigma_{u0}^2) \\
        \beta_{1j} &= \gamma_{10}, \\ \beta_{2j} &= \gamma_{20}
        \end{align*}""",
    ),
    Textbook(
        "three levels",
        "lmer(y ~ time + (time | school/child))",
        r"""\begin{aligned}
        Y_{tij} &= \pi_{0ij} + \pi_{1ij} time_{tij} + e_{tij} \\
        \pi_{0ij} &= \beta_{00j} + r_{0ij} \\ \pi_{1ij} &= \beta_{10j} + r_{1ij} \\
        \beta_{00j} &= \gamma_{000} + u_{00j} \\ \beta_{10j} &= \gamma_{100} + u_{10j}
        \end{aligned}
        with $(r_{0ij}, r_{1ij})^\top \sim N(0, T_\pi)$, $(u_{00j}, u_{10j})^\top \sim N(0, T_\beta)$,
        $e_{tij} \sim N(0, \sigma^2)$, for child $i$ in school $j$""",
    ),
    Textbook(
        "looked-up indices, two means",
        "lmer(radon ~ floor + u + (floor | county))",
        r"""\begin{aligned}
        y_i &\sim N(\alpha_{j[i]} + \beta_{j[i]} floor_i, \sigma_y^2), \text{ for } i = 1, \dots, n \\
        \begin{pmatrix} \alpha_j \\ \beta_j \end{pmatrix} &\sim N\left( \begin{pmatrix} \gamma_0 + \gamma_1 u_j
        \\ \mu_\beta
        \end{pmatrix}, \begin{pmatrix} \sigma_\alpha^2 & \rho\sigma_\alpha\sigma_\beta \\
        \rho\sigma_\alpha\sigma_\beta &
        \sigma_\beta^2 \end{pmatrix} \right), \text{ for } j = 1, \dots, J
        \end{aligned}""",
    ),
    Textbook(
        "looked-up indices, crossed",
        "lmer(rating ~ 1 + (1 | rater) + (1 | photo))",
        r"y_i = \mu + a_{rater[i]} + b_{photo[i]} + \epsilon_i, \quad a_j \sim N(0, \sigma_a^2), \quad "
        r"b_k \sim N(0, \sigma_b^2), \quad \epsilon_i \sim N(0, \sigma_y^2)",
    ),
    Textbook(
        "vectors of one group",
        "lmer(distance ~ age + (age | Subject))",
        r"""$$\mathbf{y}_i = \mathbf{X}_i \boldsymbol\beta + \mathbf{Z}_i \mathbf{b}_i + \boldsymbol\epsilon_i,
        \quad \mathbf{b}_i \sim \mathcal{N}(\mathbf{0}, \boldsymbol\Psi), \quad
        \boldsymbol\epsilon_i \sim \mathcal{N}(\mathbf{0}, \sigma^2 \mathbf{I})$$
        $$\mathbf{X}_i = \mathbf{Z}_i = \begin{bmatrix} 1 & age_{i1} \\ \vdots & \vdots \\ 1 & age_{in_i}
        \end{bmatrix}$$""",
    ),
    Textbook(
        "one line with a bracket for the random part",
        "lmer(popular ~ extrav + texp + extrav:texp + (extrav | class))",
        r"""popular_{ij} = \gamma_{00} + \gamma_{10} extrav_{ij} + \gamma_{01} texp_j + \gamma_{11} extrav_{ij} texp_j
        + \left[ u_{1j} extrav_{ij} + u_{0j} + e_{ij} \right], \quad
        (u_{0j}, u_{1j}) \sim N(\mathbf{0}, \boldsymbol\Sigma), \quad e_{ij} \sim N(0, \sigma^2)""",
    ),
    Textbook(
        "growth curves",
        "lmer(alcuse ~ age14 * coa + (age14 | id))",
        r"""$$Y_{ij} = \pi_{0i} + \pi_{1i} AGE14_{ij} + \varepsilon_{ij}$$
        $$\pi_{0i} = \gamma_{00} + \gamma_{01} COA_i + \zeta_{0i}, \quad \pi_{1i} = \gamma_{10} + \gamma_{11}
        COA_i + \zeta_{1i}$$
        $$\varepsilon_{ij} \sim N(0, \sigma_\varepsilon^2), \quad \begin{bmatrix} \zeta_{0i} \\ \zeta_{1i}
        \end{bmatrix} \sim
        N\left( \begin{bmatrix} 0 \\ 0 \end{bmatrix}, \begin{bmatrix} \sigma_0^2 & \sigma_{01} \\ \sigma_{01} &
        \sigma_1^2
        \end{bmatrix} \right)$$""",
    ),
    Textbook(
        "subjects and items",
        "lmer(rt ~ cond + (cond | subj) + (cond | item))",
        r"""$$RT_{si} = \beta_0 + S_{0s} + I_{0i} + (\beta_1 + S_{1s} + I_{1i}) cond_{si} + e_{si}$$
        $$(S_{0s}, S_{1s}) \sim N(0, \Sigma_S), \quad (I_{0i}, I_{1i}) \sim N(0, \Sigma_I), \quad e_{si} \sim
        N(0, \sigma^2)$$""",
    ),
    Textbook(
        "subjects and items, without correlations",
        "lmer(rt ~ freq + (freq || subj) + (1 | word))",
        r"""$RT_{sw} = \beta_0 + S_{0s} + W_{0w} + (\beta_1 + S_{1s}) freq_{sw} + e_{sw}$, where
        $S_{0s} \sim N(0, \tau_0^2)$ and $S_{1s} \sim N(0, \tau_1^2)$ are independent, $W_{0w} \sim N(0, \omega^2)$,
        $e_{sw} \sim N(0, \sigma^2)$""",
    ),
    Textbook(
        "randomized blocks",
        "lmer(yield ~ variety + (1 | block))",
        r"y_{ij} = \mu + \tau_i + b_j + e_{ij}, \quad b_j \sim N(0, \sigma_b^2), \quad e_{ij} \sim N(0, \sigma^2), "
        r"\quad i \text{ variety}, j \text{ block}",
        {"variety": ["A", "B", "C"]},
    ),
    Textbook(
        "split plots",
        "lmer(yield ~ irrig * fert + (1 | block/irrig))",
        r"""$y_{ijk} = \mu + \alpha_i + \beta_j + (\alpha\beta)_{ij} + b_k + w_{ik} + e_{ijk}$ where $i$ is
        irrigation, $j$ is
        fertilizer, $k$ is block, $b_k \sim N(0, \sigma_b^2)$, $w_{ik} \sim N(0, \sigma_w^2)$,
        $e_{ijk} \sim N(0, \sigma^2)$""",
        {"irrig": ["no", "yes"], "fert": ["a", "b", "c"]},
    ),
    Textbook(
        "nested levels with brackets",
        "lmer(purity ~ 1 + (1 | supplier/batch))",
        r"y_{ijk} = \mu + s_i + b_{j(i)} + \varepsilon_{k(ij)}, \quad s_i \sim N(0, \sigma_s^2), \quad "
        r"b_{j(i)} \sim N(0, \sigma_b^2), \quad \varepsilon_{k(ij)} \sim N(0, \sigma^2), \quad "
        r"i \text{: supplier}, j \text{: batch}",
    ),
    Textbook(
        "counts",
        "glmer(ticks ~ height + year + (1 | brood) + (1 | location), family = poisson)",
        r"""\begin{align}
        ticks_{ijk} &\sim \text{Poisson}(\mu_{ijk}) \\
        \log(\mu_{ijk}) &= \beta_0 + \beta_1 height_{ijk} + \beta_2 year_{ijk} + a_j + b_k \\
        a_j &\sim N(0, \sigma_{brood}^2) \\ b_k &\sim N(0, \sigma_{location}^2)
        \end{align}
        with brood $j$ in location $k$""",
    ),
    Textbook(
        "counts with an offset",
        "glmer(deaths ~ smoking + offset(log(pop)) + (1 | district), family = poisson)",
        r"deaths_{ij} \sim \mathrm{Poisson}(\lambda_{ij}), \quad \log \lambda_{ij} = \log(pop_{ij}) + \beta_0 + "
        r"\beta_1 smoking_{ij} + v_j, \quad v_j \sim N(0, \sigma_v^2)",
    ),
    Textbook(
        "counts as rates",
        "glmer(deaths ~ smoking + offset(log(pop)) + (1 | district), family = poisson)",
        r"deaths_{ij} \sim \mathrm{Poisson}(pop_{ij} \lambda_{ij}), \quad \log \lambda_{ij} = \beta_0 + "
        r"\beta_1 smoking_{ij} + v_j, \quad v_j \sim N(0, \sigma_v^2)",
    ),
    Textbook(
        "a rate on the left",
        "glmer(deaths ~ smoking + offset(log(pop)) + (1 | district), family = poisson)",
        r"deaths_{ij} \sim \mathrm{Poisson}(\mu_{ij}), \quad \log\left(\frac{\mu_{ij}}{pop_{ij}}\right) = \beta_0 + "
        r"\beta_1 smoking_{ij} + v_j, \quad v_j \sim N(0, \sigma_v^2)",
    ),
    Textbook(
        "log odds",
        "glmer(use ~ age + urban + (1 | district), family = binomial)",
        r"""$$\log\left(\frac{\pi_{ij}}{1 - \pi_{ij}}\right) = \beta_0 + \beta_1 age_{ij} + \beta_2 urban_{ij}
        + u_j, \quad
        u_j \sim N(0, \sigma_u^2), \quad use_{ij} \sim \text{Bernoulli}(\pi_{ij})$$""",
    ),
    Textbook(
        "a probability with its inverse link",
        "glmer(correct ~ load + (load | person), family = binomial)",
        r"""\Pr(correct_{ij} = 1 \mid u_{0j}, u_{1j}) = \text{logit}^{-1}(\beta_0 + u_{0j} + (\beta_1 + u_{1j})
        load_{ij}),
        \quad (u_{0j}, u_{1j}) \sim N(0, \Sigma)""",
    ),
    Textbook(
        "trials",
        "glmer(cbind(infected, n - infected) ~ dose + (1 | farm), family = binomial)",
        r"infected_{ij} \sim \text{Binomial}(n_{ij}, p_{ij}), \quad \text{logit}(p_{ij}) = \alpha + \beta "
        r"dose_{ij} + f_j, "
        r"\quad f_j \sim N(0, \sigma_f^2)",
    ),
    Textbook(
        "statements of a Bayesian, varying effects",
        "glmer(admit ~ male + (male | dept), family = binomial)",
        r"""\begin{aligned}
        A_i &\sim \text{Bernoulli}(p_i) \\
        \text{logit}(p_i) &= \alpha_{\text{dept}[i]} + \beta_{\text{dept}[i]} male_i \\
        \begin{bmatrix} \alpha_{\text{dept}} \\ \beta_{\text{dept}} \end{bmatrix} &\sim \text{MVNormal}\left(
        \begin{bmatrix} \alpha \\ \beta \end{bmatrix}, \mathbf{S} \right) \\
        \mathbf{S} &= \begin{pmatrix} \sigma_\alpha & 0 \\ 0 & \sigma_\beta \end{pmatrix} \mathbf{R}
        \begin{pmatrix} \sigma_\alpha & 0 \\ 0 & \sigma_\beta \end{pmatrix} \\
        \alpha &\sim \text{Normal}(0, 10), \quad \beta \sim \text{Normal}(0, 1) \\
        (\sigma_\alpha, \sigma_\beta) &\sim \text{HalfCauchy}(0, 2), \quad \mathbf{R} \sim \text{LKJcorr}(2)
        \end{aligned}""",
    ),
    Textbook(
        "plain text",
        "lmer(weight ~ age + diet + (age | rat))",
        "weight_ij = b0 + b1*age_ij + b2*diet_ij + u0_j + u1_j*age_ij + e_ij\n"
        "(u0_j, u1_j) ~ N(0, Sigma)\ne_ij ~ N(0, sigma^2)",
    ),
    Textbook(
        "Unicode",
        "lmer(weight ~ age + (1 | rat))",
        "weightᵢⱼ = β₀ + β₁·ageᵢⱼ + uⱼ + εᵢⱼ,  uⱼ ∼ N(0, σᵤ²),  εᵢⱼ ∼ N(0, σ²)",
    ),
    Textbook(
        "a quadratic",
        "lmer(height ~ age + I(age^2) + (age | boy))",
        r"height_{ij} = (\beta_0 + b_{0i}) + (\beta_1 + b_{1i}) age_{ij} + \beta_2 age_{ij}^2 + \epsilon_{ij}, \quad "
        r"(b_{0i}, b_{1i})^T \sim N_2(0, D), \quad \epsilon_{ij} \sim N(0, \sigma^2)",
    ),
    Textbook(
        "dummies said in words",
        "lmer(rt ~ cond + (1 | subj))",
        r"$rt_{ij} = \beta_0 + \beta_1 D_{1ij} + \beta_2 D_{2ij} + u_j + e_{ij}$, $u_j \sim N(0, \sigma_u^2)$, "
        r"$e_{ij} \sim N(0, \sigma^2)$, where $D_1 = 1$ in condition low, else 0, and $D_2 = 1$ in condition "
        r"high, else 0",
        {"cond": ["none", "low", "high"]},
    ),
    Textbook(
        "a logarithm of the response",
        "lmer(log(rt) ~ load + (1 | subj))",
        r"\log(rt_{ij}) = \beta_0 + \beta_1 load_{ij} + s_j + \epsilon_{ij}, \quad s_j \sim N(0, \sigma_s^2), \quad "
        r"\epsilon_{ij} \sim N(0, \sigma^2)",
    ),
    Textbook(
        "within and between",
        "lmer(y ~ I(x - xm) + xm + (1 | g))",
        r"y_{ij} = \beta_0 + \beta_W (x_{ij} - \bar x_j) + \beta_B \bar x_j + u_j + e_{ij}, \quad u_j \sim "
        r"N(0, \tau^2), "
        r"\quad e_{ij} \sim N(0, \sigma^2)",
    ),
    Textbook(
        "a covariance relative to the residual variance",
        "lmer(y ~ x + (x | g))",
        r"y_{ij} = \beta_0 + b_{0i} + (\beta_1 + b_{1i}) x_{ij} + \epsilon_{ij}, \quad \mathbf{b}_i = "
        r"(b_{0i}, b_{1i})^T "
        r"\sim N(\mathbf{0}, \sigma^2 \mathbf{D}), \quad \epsilon_{ij} \sim N(0, \sigma^2)",
    ),
    Textbook(
        "slopes only",
        "lmer(dist ~ speed + (0 + speed | car))",
        r"dist_{ij} = \beta_0 + (\beta_1 + u_j) speed_{ij} + \epsilon_{ij}, \quad u_j \sim N(0, \sigma_u^2), "
        r"\quad \epsilon_{ij} \sim N(0, \sigma^2)",
    ),
    Textbook(
        "genotypes and environments",
        "lmer(yield ~ 1 + (1 | gen) + (1 | env) + (1 | gen:env))",
        r"Y_{ijk} = \mu + G_i + E_j + (GE)_{ij} + \epsilon_{ijk}, \quad G_i \sim N(0, \sigma_G^2), \quad "
        r"E_j \sim N(0, \sigma_E^2), \quad (GE)_{ij} \sim N(0, \sigma_{GE}^2), \quad \epsilon_{ijk} \sim N(0, "
        r"\sigma^2)",
    ),
    Textbook(
        "two groups in one school",
        "lmer(y ~ x + z + (1 | school) + (1 | school:class))",
        r"y_{ijk} = \beta_0 + \beta_1 x_{ijk} + \beta_2 z_{jk} + v_k + u_{jk} + e_{ijk}, \quad v_k \sim N(0, "
        r"\sigma_v^2), "
        r"\quad u_{jk} \sim N(0, \sigma_u^2), \quad e_{ijk} \sim N(0, \sigma_e^2), \quad k \text{ school}, j "
        r"\text{ class}",
    ),
    Textbook(
        "a gamma law",
        'glmer(cost ~ age + (1 | clinic), family = Gamma(link = "log"))',
        r"cost_{ij} \mid u_j \sim \text{Gamma}(\mu_{ij}, \phi), \quad \log \mu_{ij} = \beta_0 + \beta_1 "
        r"age_{ij} + u_j, "
        r"\quad u_j \sim N(0, \sigma_u^2)",
    ),
    Textbook(
        "a probit model",
        'glmer(buy ~ price + (1 | house), family = binomial(link = "probit"))',
        r"\Pr(buy_{ij} = 1 \mid h_j) = \Phi(\beta_0 + \beta_1 price_{ij} + h_j), \quad h_j \sim N(0, \sigma_h^2)",
    ),
)
