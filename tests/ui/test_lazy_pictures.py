"""Pictures in the live view of a fit: titles that are drawn when they are opened, and never stored."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest

from lme4math import DataError, Fit, data, parse


@pytest.fixture(scope="module")
def fit() -> Fit:
    return parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()


def asked(fit: Fit, place: object, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    view, told = fit.explore().view, []
    monkeypatch.setattr(view, "send", lambda content, _buffers=None: told.append(content))
    view._handle_custom_msg({"picture": place}, [])
    (answer,) = told
    assert isinstance(answer, dict)
    return answer


def test_the_titles_are_those_of_the_pictures_that_the_fit_has(fit: Fit) -> None:
    html = fit.explore().view.html
    assert re.findall(r'data-lm-picture="\d"><summary[^>]*>([^<]*)', html) == [
        "Random effects of Subject",
        "Lines of Subject: by the model, and by the data of each level alone",
        "Data and fitted lines over Days",
    ]
    assert "image/svg" not in html


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_opened_title_is_answered_with_a_picture_without_ground(
    fit: Fit, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asked(fit, place, monkeypatch)
    kind, _, coded = answer["image"].partition(",")
    drawing = b64decode(coded).decode()
    assert (answer["picture"], kind) == (place, "data:image/svg+xml;base64")
    assert "<svg" in drawing
    assert "fill: #ffffff" not in drawing[: drawing.index("axes_1")]
    assert answer["words"] in fit.explore().view.html


@pytest.mark.parametrize("place", [3, -1, True, "0", None])
def test_what_is_no_picture_is_answered_too(fit: Fit, place: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(fit, place, monkeypatch)["image"] == ""


def test_a_picture_that_cannot_be_drawn_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = data.sleepstudy()
    fit = parse("lmer(Reaction ~ Days + (1 | Subject) + (0 + factor(Days > 4) | Subject))", frame).fit()
    titles = [picture.title for picture in fit.content().pictures]
    assert titles == ["Random effects of Subject", "Data and fitted lines over Days"]

    def refused(*_: object, **__: object) -> None:
        raise DataError("The random effects are not known.", hint="Give the file.")

    monkeypatch.setattr("lme4math.fits.conditional_effects", refused)
    answer = asked(fit, 0, monkeypatch)
    assert (answer["image"], answer["words"]) == ("", "The random effects are not known. Give the file.")


def test_a_saved_page_and_a_model_without_estimates_have_none(fit: Fit) -> None:
    assert "Pictures" not in fit.html()
    assert "Pictures" not in fit.model.explore().view.html
    assert len(fit.html()) < 200_000
