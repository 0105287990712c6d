"""Equations are as wide as the page that they are made for, as TeX measures it."""

from __future__ import annotations

import pytest

import lme4math
from tests.engines import engines

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
HOSPITAL = (
    "lmer(log_body_mass_index ~ baseline_body_mass_index + treatment_group * years_since_randomisation + sex + "
    "scale(age_at_enrolment) + (1 + years_since_randomisation | hospital_id/patient_id) + (1 | attending_physician))"
)
FACTORS = {"treatment_group": ["control", "low_dose", "high_dose"], "sex": ["female", "male"], "type": ["-", "+"]}
MODELS = ["lmer(Reaction ~ Days + (Days | Subject))", SEED, HOSPITAL]


def parsed(code: str) -> lme4math.Model:
    return lme4math.parse(code, factors={name: levels for name, levels in FACTORS.items() if name in code})


@pytest.mark.parametrize("width", [345, 455])
def test_no_line_is_wider_than_an_article(width: float) -> None:
    shown = [
        parsed(code).equations(notation, style).latex(width=width)
        for code in MODELS
        for notation in ("expanded", "compact")
        for style in ("indexed", "lettered")
    ]
    assert engines.overfull(shown, width) == []


STAYS = (
    "lmer(length_of_stay_in_days ~ age_at_admission_yrs * systolic_blood_press + (1 + age_at_admission_yrs + "
    "systolic_blood_press | hospital_identifier) + (1 | attending_physician_of_ward), weights = number_of_visits)"
)


WORDS = (
    "lmer(reaction_time_in_ms ~ stimulus_condition_code * word_frequency_per_million + trial_number_centred + (1 + "
    "stimulus_condition_code * word_frequency_per_million | participant_identifier) + (1 + stimulus_condition_code | "
    "item_identifier))"
)
TRIALS = (
    "glmer(cbind(successful_trials_count, total_trials_count - successful_trials_count) ~ treatment_group * "
    "years_since_randomisation + sex + (1 + years_since_randomisation | hospital_id/patient_id), family = binomial)"
)
DOSES = "lmer(y ~ treatment_group * sex + (treatment_group * sex | clinic_identifier))"


@pytest.mark.parametrize("code", [HOSPITAL, WORDS, TRIALS, DOSES])
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_matrices_whose_last_column_has_no_room_end_in_dots(code: str, style: str) -> None:
    shown = parsed(code).equations("matrix", style).latex(width=345)
    assert engines.overfull([shown], 345) == []
    assert r"& \cdots \\ 1 &" in shown
    assert r"\overset{\text{(Intercept)}}" in shown


def test_a_product_after_brackets_is_broken_where_it_has_no_room() -> None:
    assert engines.overfull([parsed(WORDS).equations("expanded").latex(width=345)], 345) == []


@pytest.mark.parametrize("code", [MODELS[0], SEED, STAYS])
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_matrices_of_long_names_fit_an_article(code: str, style: str) -> None:
    shown = parsed(code).equations("matrix", style)
    assert engines.overfull([shown.latex(width=345)], 345) == []
    assert r"\mathbf{Z}_{2}" in shown.latex(width=1000), "nothing is left out where there is room"


def test_a_line_that_is_too_wide_is_found() -> None:
    assert engines.overfull([parsed(HOSPITAL).equations().latex()], 345)


@pytest.mark.parametrize("notation", ["expanded", "compact"])
def test_a_display_is_pasted_into_an_article_as_it_is(notation: str) -> None:
    shown = [parsed(code).equations(notation).latex(form="display") for code in MODELS]
    assert all("\\text{ " not in one.partition("\\noindent")[0] for one in shown), "no prose inside the mathematics"
    assert engines.overfull([f"\\]{one}\\[" for one in shown], 345) == []


def test_a_document_compiles_alone() -> None:
    document = parsed(HOSPITAL).equations("compact").latex(form="document")
    assert r"\text{log\_body\_mass\_index}_{i}" in document
    head, _, rest = document.partition(r"\begin{document}")
    assert r"\usepackage{amsmath}" in head
    assert engines.overfull([rf"\]{rest.replace(chr(92) + 'end{document}', '')}\["], 345) == []


def test_notes_are_left_out_where_nobody_asks_for_them() -> None:
    equations = parsed(SEED).equations()
    assert "observations" in equations.latex(form="display")
    assert "observations" not in equations.latex(form="display", notes=False) + equations.latex(notes=False)


def test_another_form_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no form 'article'; there are body, display, document"):
        parsed(SEED).equations().latex(form="article")
