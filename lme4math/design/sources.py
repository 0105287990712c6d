"""Data in memory, as `build_model` asks for it."""

from __future__ import annotations

from lme4math.design.frame import model_frame, refuse_left_out
from lme4math.design.info import EvaluatedFrame
from lme4math.design.table import Table
from lme4math.design.values import Numbers
from lme4math.model.frame import FrameRequest
from lme4math.records import record


@record(eq=False)
class DataSource:
    """A data set in memory."""

    table: Table

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the data's columns, which `.` stands for."""
        return self.table.names

    def has(self, name: str) -> bool:
        """Whether there is a column of this name."""
        return name in self.columns

    def has_words(self, name: str) -> bool:
        """Whether there is a column of this name that holds no numbers."""
        return self.has(name) and not isinstance(self.table.column(name), Numbers)

    def model_frame(self, request: FrameRequest) -> EvaluatedFrame:
        """Evaluate the variables of a formula, and drop the rows and levels that R drops.

        Raises:
            DataError: for what R refuses, with its place.
        """
        variables = dict(zip(request.names, request.variables, strict=True))
        call = request.call
        frame = model_frame(
            self.table,
            variables,
            subset=call.argument("subset"),
            weights=call.argument("weights"),
            offset=call.argument("offset"),
        )
        refuse_left_out(call.argument("na.action"), frame.left_out)
        return EvaluatedFrame(self.table, frame)
