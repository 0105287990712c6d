"""Text as people copy it: the code in it is read, and every place points to the characters of the text itself."""

from __future__ import annotations

import html
import re
import time

import pytest

import lme4math
from lme4math.errors import FormulaError, NotThereError
from lme4math.r import deparse
from lme4math.script import read_model_call, read_model_calls

F = "y ~ x + (1 | g)"

TRANSCRIPTS = {
    "prompt": f"> lmer({F}, data = d)",
    "no blank": f">lmer({F}, data = d)",
    "named prompt": f"R> lmer({F}, data = d)",
    "continued": "> m <- lmer(y ~ x +\n+            (1 | g),\n+          data = d)\n> summary(m)",
    "output": f"> library(lme4)\nLoading required package: Matrix\n\n> m <- lmer({F}, data = d)\n> fixef(m)\n 1 2\n",
    "the sign of a sum": "> lmer(y ~ x\n+ (1 | g), data = d)",
    "continuation without a sign": "> lmer(y ~ x +\n         (1 | g), data = d)\n> ranef(m)\n$g\n  (Intercept)",
    "a function": f"> fit <- function(d) {{\n+   n <- 1\n+   lmer({F}, data = d)\n+ }}",
    "an error between": f"> sumary(m)\nError in sumary(m) : could not find function\n> m <- lmer({F}, data = d)",
    "a string over two lines": '> lmer("y ~ x +\n+   (1 | g)", data = d)',
    "R Markdown": f"Prose, isn't it?\n\n```{{r fit, echo = FALSE}}\n#| cache: true\nlmer({F}, data = d)\n```\nMore.",
    "Quarto": f"---\ntitle: A model\n---\n\n```{{r}}\n#| label: fit\nlmer({F}, data = d)\n```\n",
    "Markdown": f"I fitted\n\n```r\nlmer({F}, data = d)\n```\nand got\n```\nboundary (singular) fit: see …\n```",
    "plain fence": f"```\nlmer({F}, data = d)\n```",
    "never closed": f"```r\nlmer({F}, data = d)\n",
    "only closed": f"lmer({F}, data = d)\n```\n",
    "other languages": f"```bash\nRscript fit.R\n```\n```r\nlmer({F}, data = d)\n```\n```python\nimport os\n```",
    "Sweave": f"\\section{{Fit}}\n<<fit, echo=TRUE>>=\nlmer({F}, data = d)\n@\nText.",
    "prompts between fences": f"```\n> lmer({F}, data = d)\nLinear mixed model fit by REML ['lmerMod']\n```",
    "bars": f"1 | library(lme4)\n2 |\n3 | lmer({F}, data = d)",
    "colons": f"9: library(lme4)\n10: lmer({F}, data = d)",
    "numbers alone": f" 1  library(lme4)\n 2  lmer({F}, data = d)",
    "numbers to the end": f"1 library(lme4)\n2 lmer({F}, data = d)\n3",
    "tags": f"<pre><code>m &lt;- lmer({F}, data = d)\n</code></pre>",
    "tags for lines": f"x &lt;- 1<br>m &lt;- lmer({F}, data = d)<br/>summary(m)",
    "a notebook of R": f"In [1]: library(lme4)\nIn [2]: m <- lmer({F}, data = d)\n        summary(m)",
    "a full stop": f"lmer({F}, data = d).",
    "a question": f"lmer({F}, data = d)?",
    "escapes of Markdown": "m \\<- lmer(y \\~ x + (1 \\| g), data = d)",
    "the first prompt missing": "m <- lmer(y ~ x +\n+ (1 | g),\n+ data = d)",
    "a reply": f">> m <- lmer({F}, data = d)\n>> summary(m)\n",
    "a reply with prompts": "> > m <- lmer(y ~ x +\n> + (1 | g), data = d)\n> > summary(m)",
    "a reply with fences": f"> I fitted\n>\n> ```r\n> m <- lmer({F}, data = d)\n> ```\n",
    "web page": html.escape(f"m <- lmer({F}, data = d)").replace("(1 ", "(1&nbsp;"),
    "byte order mark": f"\ufefflmer({F}, data = d)",
    "blanks": f"lmer({F}, data = d)".replace(" ", "\xa0"),
    "invisible": "lmer(y ~ x\u200b + (1 | g)\u2060, da\xadta = d)",
    "old line ends": f"library(lme4)\rlmer({F}, data = d)\r",
}


@pytest.mark.parametrize("text", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_the_code_in_it_is_read(text: str) -> None:
    call = read_model_call(text)
    assert (call.function, deparse(call.formula)) == ("lmer", F)
    assert {name: deparse(value) for name, value in call.arguments} == {"data": "d"}
    assert call.source.text == text
    assert call.notices == ()
    assert text[slice(*call.formula.operands[0].span)] == "y"
    assert text[slice(*call.formula.span)].rstrip("\u2060").endswith("g)")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("y ~ x + (x ‖ g)", "y ~ x + (x || g)"),
        ("y ~ x + (x∥g)", "y ~ x + (x || g)"),
        ("y ∼ x + (1 ∣ g)", F),
        ("y ˜ x + (1 │ g)", F),
        ("y～x＋（１｜g）", F),
        ("y ~ x – z + (1 | g)", "y ~ x - z + (1 | g)"),
        ("y ~ 0 + I(x − 2) + (1 | g)", "y ~ 0 + I(x - 2) + (1 | g)"),
        ("y ~ a ∗ b + (1 | g)", "y ~ a * b + (1 | g)"),
        ("y ~ I(x ≥ 2) + (1 | g)", "y ~ I(x >= 2) + (1 | g)"),
        ("lmer(“y ~ x + (1 | g)”)", F),
        ("lmer(„y ~ x + (1 | g)“)", F),
        ("lmer('y ~ x + (1 ‖ g)')", "y ~ x + (1 || g)"),
        ("m ← lmer(y ~ x + (1 | g))", F),
    ],
)
def test_signs_of_one_meaning_are_read(text: str, formula: str) -> None:
    call = read_model_call(text)
    assert deparse(call.formula) == formula
    assert "'" in text or len([notice for notice in call.notices if "is read as" in notice]) == 1


def test_the_notice_names_the_signs() -> None:
    model = lme4math.parse("y ~ x – z + (x ‖ g)")
    assert "The text has signs that are not R's: `–` is read as `-` and `‖` is read as `||`." in model.warnings


def test_strings_and_names_in_backticks_keep_their_characters() -> None:
    call = read_model_call("lmer(y ~ `pre–post` + (1 ‖ g), data = d[d$a == '–', ])")
    assert deparse(call.formula) == "y ~ `pre–post` + (1 || g)"
    assert deparse(call.argument("data") or call.formula) == 'd[d$a == "–", ]'
    written = "y ~ `a &lt; b` + `it's &amp; x` + (1 | g)"
    assert deparse(read_model_call(f"lmer({written}) # isn't &gt;").formula) == written


@pytest.mark.parametrize("sign", ["×", "·", "²", "÷", "±"])
def test_signs_of_several_meanings_are_refused_where_they_stand(sign: str) -> None:
    text = f"> lmer(y ~ a +\n+   b{sign}c + (1 | g))"
    with pytest.raises(FormulaError) as caught:
        read_model_call(text)
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)] == sign


@pytest.mark.parametrize(
    "code",
    [
        "x <- (a\n> b)\nlmer(y ~ x + (1 | g))",
        "s <- 'a\n> b\n```\n'\nlmer(y ~ x + (1 | g))",
        "# Formula: z ~ 1 + (1 | h)\nlmer(y ~ x + (1 | g))",
        "s <- 'Formula: z ~ 1'\nlmer(y ~ x + (1 | g))",
        "s <- gsub('&amp;', '&', s)\nlmer(y ~ x + (1 | g))",
        "s <- '“a” – b'\nlmer(y ~ x + (1 | g))",
    ],
)
def test_r_code_is_read_as_it_is(code: str) -> None:
    call = read_model_call(code)
    assert deparse(call.formula) == F
    assert call.notices == ()
    assert call.source.code is None


def test_a_mistake_in_a_transcript_is_shown_where_it_stands() -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call("> lmer(y ~ x +\n+   (1 || ), data = d)")
    assert "+   (1 || ), data = d)\n          ^" in str(caught.value)


@pytest.mark.parametrize("text", ["# lmer(y ~ x + (1 | g))\n# summary(m)", "#' @examples\n#' lmer(y ~ x + (1|g))"])
def test_a_text_of_comments_is_said_to_be_one(text: str) -> None:
    with pytest.raises(FormulaError, match="All of this text is a comment") as caught:
        read_model_call(text)
    assert "#" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "text",
    ["> m <- lmer(y ~ x +\n+   (1 | g), data = d)", "```{r}\nlmer('y ~ x + (1 | g)')\n```", "lmer(“y ~ x + (1 | g)”)"],
)
def test_a_pasted_model_can_be_changed_in_its_place(text: str) -> None:
    changed = lme4math.parse(text).with_effect("x", "g")
    assert changed.describe()["formula"] == "y ~ x + (1 + x | g)"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["> " * 20_000, ">\n+\n" * 20_000, "```\n" * 30_000, "“" * 50_000, "Formula: \n" * 20_000]
)
def test_what_is_made_to_take_long_does_not(text: str) -> None:
    with pytest.raises(FormulaError):
        read_model_call(text)


def test_sentences_around_a_call_are_left_out_and_named() -> None:
    call = read_model_call(f"I fitted this model:\n\nm1 <- lmer({F}, data=d)\n\nIs it right?")
    assert (deparse(call.formula), call.name) == (F, "m1")
    assert call.notices == ("Lines 1 and 5 are not R code and are left out.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"I used `lmer({F}, data = d)` but got a warning. Why?", "Only the code between backticks is read."),
        (
            f"> Hi all,\n>\n> I fitted a model\n>\n> m <- lmer({F}, data = d)\n>\n> Best, Ann\n\nHi Ann, it is fine.",
            "Lines 1, 3, 7 and 9 are not R code and are left out.",
        ),
    ],
)
def test_code_in_a_sentence_or_a_reply(text: str, said: str) -> None:
    call = read_model_call(text)
    assert deparse(call.formula) == F
    assert call.notices == (said,)


def test_options_of_a_chunk_are_no_comment() -> None:
    with pytest.raises(FormulaError, match="There is no code here"):
        read_model_call("```{r}\n#| echo: false\n```")


@pytest.mark.parametrize("head", ["In [2]: %%R\n", "In [2]:\n%%R -i d\n", "In [2]: %%R\n   ...: "])
def test_a_cell_of_r_in_a_notebook_of_python(head: str) -> None:
    assert deparse(read_model_call(f"{head}m <- lmer({F}, data = d)").formula) == F


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"x <- )\nlmer({F}, d)", ")"),
        (f"m <- lmer({F}, data = d))\nsummary(m)", ")"),
        (f"d$f <- factor(d$f, levels = c('a' 'b'))\nm <- lmer({F}, d)", "'b'"),
        (f"if (TRUE) {{ m <- lmer({F}, d)", "{"),
        (f"We fitted lmer({F}) in R.", "fitted"),
    ],
)
def test_an_error_of_syntax_is_shown_at_its_place(text: str, wrong: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(text)
    assert "lme4" not in str(caught.value).replace(text, "")
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)] == wrong


def test_a_script_that_is_too_long_is_said_to_be() -> None:
    with pytest.raises(FormulaError, match="more than 25,000 words and signs") as caught:
        read_model_call(f"x <- c({'1, ' * 13_000}1)\nm <- lmer({F}, d)")
    assert "the part of the code that leads to the model" in (caught.value.hint or "")


@pytest.mark.parametrize("text", ['r"("' * 15_000, "Hello there you\n" * 20_000])
def test_what_looks_like_strings_or_prose_is_refused_in_a_moment(text: str) -> None:
    start = time.process_time()
    with pytest.raises(FormulaError):
        read_model_call(text)
    assert time.process_time() - start < 3


FIRST, LAST = f"m1 <- lmer({F}, d)", "m3 <- lmer(y ~ z +\n  (1 | g), d)"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (f"m2 <- lmer({F}), d)", "`,` is not possible here."),
        (f"m2 <- lmer({F}, d", "The bracket `(` is never closed."),
        ("plot(x y)", "`y` is not possible here."),
    ],
)
def test_a_statement_that_is_no_code_leaves_the_models_around_it(wrong: str, message: str) -> None:
    text = f"{FIRST}\n{wrong}\n{LAST}"
    said = f"Line 2 is not R code and is left out: {message}"
    calls = read_model_calls(text)
    assert [call.name for call in calls] == ["m1", "m3"]
    assert all(said in call.notices for call in calls)
    assert text[slice(*calls[1].formula.span)] == "y ~ z +\n  (1 | g)"
    with pytest.raises(NotThereError, match=re.escape(said)):
        read_model_call(text, "m2")


@pytest.mark.parametrize(
    "text",
    [
        f"m2 <- lmer({F}), d)\n{LAST}",
        f"{FIRST}\nd$z <- factor(d$z))\n{LAST}",
        f"options(contrasts = c('contr.sum', 'contr.poly')))\n{LAST}",
        f"plot(x y)\n{F}",
    ],
    ids=["the first model", "a declaration", "contrasts", "no call"],
)
def test_a_wrong_statement_that_may_matter_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="is not possible here"):
        read_model_call(text)


def test_a_call_in_a_post_is_read_and_its_printout_tells_what_variables_are() -> None:
    post = f"""I have a model of three groups:

m1 <- lmer({F}, data = d)
summary(m1)

and I get this output, which I do not understand

Linear mixed model fit by REML ['lmerMod']
Formula: {F}
   Data: d

Random effects:
 Groups   Name        Variance Std.Dev.
 g        (Intercept) 2.1      1.45
 Residual             1.3      1.14
Number of obs: 40, groups:  g, 8

Fixed effects:
            Estimate Std. Error t value
(Intercept)   5.1000     0.6000   8.500
xlow         -1.2000     0.4000  -3.000
xmid          0.3000     0.4000   0.750

Why is there no third one?
"""
    call = read_model_call(post)
    assert call.name == "m1"
    assert call.notices == ("Only the code between sentences and printouts is read.",)
    assert [(one.name, one.factor is not None) for one in call.declarations] == [("x", True)]
