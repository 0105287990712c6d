"""What lme4 checks before it fits, and what the call's `control` makes of each check: stop, warn, or let it pass."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.english import quoted
from lme4math.r import Call, Expression, Name, Text, called_name, is_null, unwrap
from lme4math.records import record
from lme4math.script import ModelCall

CONTROLS = frozenset({"lmerControl", "glmerControl", "list"})
"""The functions that make a `control`."""

WORDS = {"stop": "lme4 would stop: ", "warning": "lme4 would warn: ", "message": "lme4 would say: ", "ignore": ""}
"""How a sentence begins about a check that fails, by the action; empty where nothing happens."""

CHECK = "check."
"""The beginning of the names of the arguments that are checks."""

DROPPING = "message+drop.cols"
"""What lme4 does by default with columns of X that depend on others."""


@record
class Lme4Checks:
    """The actions of lme4's checks, `lmerControl(check.nobs.vs.nlev = "ignore")`.

    Attributes:
        asked: those that the call names, by the name of the check without `check.`.
        elsewhere: R's text of a `control` that is made elsewhere, so that its checks are not known; else "".
    """

    asked: tuple[tuple[str, str], ...] = ()
    elsewhere: str = ""

    def action(self, check: str) -> str:
        """What lme4 does where a check fails; what it does by default where the call does not say."""
        return dict(self.asked).get(check, DROPPING if check == "rankX" else "stop")

    def stops(self, check: str) -> bool:
        """Whether lme4 stops where a check fails."""
        return self.action(check) == "stop"

    def sentence(self, check: str, problem: str) -> Iterator[str]:
        """The warning of a check that fails; none where the call lets it pass."""
        if beginning := WORDS.get(self.action(check), WORDS["stop"]):
            unless = f" (unless {quoted(self.elsewhere)} says otherwise)" if self.elsewhere else ""
            yield f"{beginning.removesuffix(': ')}{unless}: {problem}"


def checks_of(call: ModelCall) -> Lme4Checks:
    """The checks that a model call asks for; `do.call` and functions of the user's are not looked into."""
    control = call.argument("control")
    if control is None or is_null(control):
        return Lme4Checks()
    node = unwrap(control)
    name = called_name(node)
    if name not in CONTROLS:
        return Lme4Checks(elsewhere=_text(node))
    given = ((item.name or "", item.value) for item in node.arguments) if isinstance(node, Call) else ()
    return Lme4Checks(
        tuple(
            (name.removeprefix(CHECK), value.value)
            for name, value in given
            if name.startswith(CHECK) and isinstance(value, Text)
        )
    )


def _text(node: Expression) -> str:
    return node.name if isinstance(node, Name) else f"{called_name(node) or 'control'}(…)"
