"""The live view: ipywidgets' toggles, linked in the browser to a widget that shows the fragment.

The links are `jslink`s on documented traits, so that toggles work at once, and without a kernel. Python reads and sets
the same state as `view.notation`, `view.style` and `view.levels`; `view.model` is the model shown, whether it was set
from Python or changed in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from lme4math.errors import Error
from lme4math.markup import legible
from lme4math.printers import quarto_renders
from lme4math.records import record
from lme4math.ui.closing import close_all
from lme4math.ui.coefficient_table import CoefficientTable, grid_of, kept
from lme4math.ui.content import Viewable, ViewContent
from lme4math.ui.controls import Controls
from lme4math.ui.fragment import Place, fragment_of, text_bundle
from lme4math.ui.messages import ViewState, edited
from lme4math.ui.model_choice import ModelChoice
from lme4math.ui.quarto import document_bundle
from lme4math.ui.questions import is_answered
from lme4math.ui.still_copy import StillCopy
from lme4math.ui.style import live_rules, sheets_of

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("rename.js", "waiting.js", "drawn.js", "picture.js", "own.js", "view.js")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTHING = {
    "text/html": "",
    "text/latex": "",
    "text/markdown": "",
    "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
    "text/plain": "",
}
"""An empty output in every form that a converter takes; without the picture, pandoc prints the widget's JSON."""


@record(eq=False)
class _Shown:
    """A model, and what is sent to the browser to show it."""

    model: Viewable
    content: ViewContent
    grid: CoefficientTable
    html: str
    sheets: list[str]


class EquationView(ViewState, anywidget.AnyWidget):
    """The widget that shows a model's equations, without the toggles.

    `notation`, `style` and `levels` are its state; in the browser they are `index`, `style_index` and `level_0`,
    `level_1`, …. `model` is the model shown.
    """

    # Given as a file, anywidget would hold every view for good.
    _esm = "\n".join((STATIC / name).read_text("utf-8") for name in SCRIPTS)

    html = traitlets.Unicode().tag(sync=True)
    sheets = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int().tag(sync=True)
    style_index = traitlets.Int().tag(sync=True)
    numbers = traitlets.List(traitlets.Int()).tag(sync=True)
    can_undo = traitlets.Bool().tag(sync=True)
    model = traitlets.Any()
    _editing = False
    _unfolded = False

    def __init__(
        self, model: Viewable, notation: str | None, levels: Collection[int] | None, style: str | None, pair: str
    ) -> None:
        self._pair = pair
        self._past: tuple[Viewable, ...] = ()
        self._shown = self._next = self._lay_out(model)
        self._draw()
        self.notation = self.content.notations[self.content.notation_index(notation)].name
        self.style = self.content.styles[self.content.style_index(style)].name
        self.levels = self.content.groups() if levels is None else tuple(levels)
        super().__init__(model=model)  # opens the comm: a busy browser may draw before later state arrives
        self.observe(self._follow_browser, ["index", "style_index"])
        self.observe(self._show_model, "model")
        self.on_msg(self._edit)

    @property
    def content(self) -> ViewContent:
        """What the view shows now."""
        return self._shown.content

    def set_state(self, sync_data: object) -> None:
        """Take from the browser only values that its controls can set; for others, send the true state back.

        Args:
            sync_data: the values of traits that the browser sent.
        """
        asked = sync_data if isinstance(sync_data, dict) else {}
        taken = {trait: value for trait, value in asked.items() if self._is_choice(trait, value)}
        super().set_state(taken)
        refused = set(self.keys).intersection(asked) - taken.keys()
        if refused:
            self.send_state(refused)

    def _is_choice(self, trait: str, value: object) -> bool:
        if trait in {f"level_{number}" for number in self.numbers}:
            return isinstance(value, bool)
        there = {"index": self.content.notations, "style_index": self.content.styles}.get(trait, ())
        return type(value) is int and value in range(len(there))

    def choose(self, place: int) -> None:
        """Show another model of the code; where lme4 would not fit it, send the reason instead.

        Args:
            place: its place among them, from 0.
        """
        with self._answering():
            self.model = self.model.with_model(place)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Tell the browser that the kernel is at work, then that what it asked for is done, or why it is not."""
        problem = "The change was interrupted or failed, so the model stays as it is."
        self.send({"working": True})
        try:
            yield
            problem = ""
        except Error as error:
            problem = " ".join(filter(None, [error.message, error.hint]))
        finally:
            self.send({"problem": problem})

    def unfold(self) -> None:
        """Show more of a long model."""
        self._unfolded = True
        self._shown = self._next = self._lay_out(self.model)
        self._draw()

    def undo(self) -> None:
        """Go back to the model before the last change, if there was one."""
        if self._past:
            *past, model = self._past
            self._change(model, tuple(past))  # undo is itself not undone

    def _change(self, model: Viewable, past: tuple[Viewable, ...]) -> None:
        """Show the model after a reader's edit; the rows and columns of the table keep their places.

        If it is interrupted or fails, the model that was shown stays.
        """
        before, past_before = self._shown, self._past
        self._editing = True
        try:
            self.model = model
            self._remember(past)
        except BaseException:
            self._next = before
            self.model = before.model
            self._remember(past_before)
            raise
        finally:
            self._editing = False

    def _remember(self, past: tuple[Viewable, ...]) -> None:
        self._past, self.can_undo = past, bool(past)

    def _lay_out(self, model: Viewable) -> _Shown:
        content = self._beside_the_first(model, model.content(self._unfolded))
        grid = kept(self._shown.grid, content) if self._editing else grid_of(content)
        html = fragment_of(content, place="live", pair=self._pair, grid=grid)
        return _Shown(model, content, grid, html, [*sheets_of(content, html, live=True), live_rules(content)])

    def _beside_the_first(self, model: Viewable, content: ViewContent) -> ViewContent:
        """What is shown of a model that was changed: also how it lies to the first of its changes."""
        first = self._past[0] if self._past else self._shown.model if self._editing else model
        return content if first is model else replace(content, beside=model.beside(first))

    @traitlets.validate("model")
    def _prepare(self, proposal: dict[str, Any]) -> Viewable:
        """Lay a model out before it replaces the one that is shown."""
        model: Viewable = proposal["value"]
        if self._next.model is not model:
            self._next = self._lay_out(model)
        return model

    def _draw(self) -> None:
        """Send the content to the browser, and add a trait for each new level."""
        numbers = [level.index for level in self.content.levels]
        new = [number for number in numbers if not self.has_trait(f"level_{number}")]
        self.add_traits(**{f"level_{number}": traitlets.Bool().tag(sync=True) for number in new})
        self.observe(self._follow_browser, [f"level_{number}" for number in new])
        self.numbers, self.sheets, self.html = numbers, self._shown.sheets, self._shown.html

    def _show_model(self, change: dict[str, Any]) -> None:
        """Show another model. Levels keep their marks by name; new grouping factors are marked."""
        before, self._shown = self._shown, self._next
        marked = {level.name: level.index in self.levels for level in before.content.levels}
        with self.hold_sync():
            self._draw()
            self._remember((*self._past, change["old"]))
            self.levels = tuple(level.index for level in self.content.levels if marked.get(level.name, True))
            self._mark_levels(None)

    def _edit(self, _: object, message: object, _buffers: object) -> None:
        """Make the reader's edit; where lme4 would not fit the model, the answer is the reason."""
        if not isinstance(message, dict):
            return
        if is_answered(self.model, self.content, self.sheets, message, self.send):
            return
        with self._answering():
            if message.get("edit") == "undo":
                self.undo()
            elif message.get("edit") == "unfold":
                self.unfold()
            elif (model := edited(self.model, self._shown.grid, message)) is not None:
                self._change(model, (*self._past, self.model))

    @traitlets.observe("notation")
    def _show_notation(self, _: object) -> None:
        self.index = self.content.notation_index(self.notation)

    @traitlets.observe("style")
    def _show_style(self, _: object) -> None:
        self.style_index = self.content.style_index(self.style)

    @traitlets.observe("levels")
    def _mark_levels(self, _: object) -> None:
        with self.hold_trait_notifications():
            for number in self.numbers:
                setattr(self, f"level_{number}", number in self.levels)

    def _follow_browser(self, _: object) -> None:
        self.notation = self.content.notations[self.index].name
        self.style = self.content.styles[self.style_index].name
        self.levels = tuple(number for number in self.numbers if getattr(self, f"level_{number}"))


class Explorer(ViewState, ipywidgets.VBox):
    """The interactive view: toggles and equations, as `Model.explore()` gives it.

    `notation`, `style`, `levels` and `model` are its state, the same as those of `view`, the widget without toggles.

    >>> from lme4math import parse
    >>> explorer = parse("y ~ x + (1 | g)").explore()
    >>> explorer.levels = (0, 1)  # mark the population and the first grouping factor
    >>> explorer.view.levels
    (0, 1)
    """

    _named = False
    links: tuple[ipywidgets.Widget, ...] = ()  # there when a view that could not be made is thrown away and closed

    def __init__(
        self,
        model: Viewable,
        notation: str | None = None,
        levels: Collection[int] | None = None,
        style: str | None = None,
    ) -> None:
        self.pair = uuid4().hex[:12]
        self._copy = StillCopy(f"lme4math-{self.pair}", self._still, self._text)
        self.view = EquationView(model, notation, levels, style, self.pair)
        content = self.view.content
        self.model_choice = ModelChoice(self.view)
        shown = (self.view.index, self.view.style_index)
        self._controls = Controls(content, shown, self.view.levels, self.model_choice)
        self.notation_toggle, self.style_toggle = self._controls.notation_toggle, self._controls.style_toggle
        self._fixed_links = (
            ipywidgets.jslink((self.notation_toggle, "index"), (self.view, "index")),
            ipywidgets.jslink((self.style_toggle, "index"), (self.view, "style_index")),
        )
        self.links = self._fixed_links
        self._link_marks()
        # By its class the fragment's style sheet gives it the colours of the levels.
        super().__init__((self._controls, self.view), _dom_classes=("lm-explorer",))
        for trait in ("notation", "style", "levels"):
            traitlets.link((self.view, trait), (self, trait))
        self.view.observe(self._follow_model, "model")
        self.view.observe(self._copy.follow, ["model", "notation", "style", "levels"])

    @property
    def content(self) -> ViewContent:
        """What the view shows now."""
        return self.view.content

    @property
    def model(self) -> Any:
        """The model that is shown; it can be set."""
        return self.view.model

    @model.setter
    def model(self, model: Viewable) -> None:
        self.view.model = model

    def undo(self) -> None:
        """Go back to the model before the last change.

        >>> from lme4math import parse
        >>> explorer = parse("y ~ x + (1 | g)").explore()
        >>> explorer.model = explorer.model.with_effect("x", "g")
        >>> explorer.undo()
        >>> explorer.model
        <lme4math.Model lmer: y ~ x + (1 | g)>
        """
        self.view.undo()

    def close(self) -> None:
        """Take the view off the page, and free what the kernel and the browser hold for it."""
        self._copy.stop()
        close_all(*self.links, self)

    def _follow_model(self, _: object) -> None:
        self.model_choice.follow()
        named = [legible(level.shown) for level in self.content.levels]
        if [toggle.description for toggle in self.level_toggles] != named:
            self._replace_marks()

    @property
    def level_toggles(self) -> tuple[ipywidgets.ToggleButton, ...]:
        """The toggles that mark levels."""
        return self._controls.level_toggles

    def _replace_marks(self) -> None:
        old = self.links[len(self._fixed_links) :]
        before = self._controls.replace_marks(self.content, self.view.levels)
        self._link_marks()
        close_all(*old, *before)

    def _link_marks(self) -> None:
        level_links = (
            ipywidgets.jslink((toggle, "value"), (self.view, f"level_{level.index}"))
            for toggle, level in zip(self.level_toggles, self.content.levels, strict=True)
        )
        self.links = (*self._fixed_links, *level_links)

    def publish(self, named: bool = False) -> None:
        """Display two outputs, one after the other: the live view, and the same view without a widget.

        They cannot be one: a host that finds a widget in it shows nothing else, even if the widget is lost, as when a
        notebook is opened again without widget state. While the live view is on the page, the other is hidden, and
        follows what is changed.

        Args:
            named: whether a host without HTML shows the name of the model, not its equations.
        """
        if quarto_renders():
            display(document_bundle(self.model, self.content, self.notation, self.levels, self.style), raw=True)
            return
        self._named = named
        display({WIDGET_VIEW: super()._repr_mimebundle_()[WIDGET_VIEW], **NOTHING}, raw=True)
        self._copy.publish()

    def _still(self) -> dict[str, str]:
        texts = self._texts(place="still", pair=self.pair)
        return {**texts, "text/plain": self._text()} if self._named else texts

    def _text(self) -> str:
        view = self.view
        return repr(self.model) if self._named else self.content.notation(view.notation, view.style).text

    def _texts(self, place: Place = "alone", pair: str = "") -> dict[str, str]:
        view = self.view
        return text_bundle(self.content, view.notation, view.levels, place, pair, view.style)

    def _ipython_display_(self) -> None:
        self.publish()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The widget, and for hosts without widgets the fragment, LaTeX and text in its present state."""
        live = super()._repr_mimebundle_(**options)
        return {**self._texts(), WIDGET_VIEW: live[WIDGET_VIEW]}
