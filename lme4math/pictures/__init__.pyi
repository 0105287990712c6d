from .design_plot import matrices_figure as matrices_figure
from .diagram import (
    Band as Band,
    Incidence as Incidence,
    bands as bands,
    chains as chains,
    incidence_of as incidence_of,
)
from .effects_plot import effects_figure as effects_figure
from .lines_plot import lines_figure as lines_figure
from .raster import (
    greys as greys,
    matrix_blocks as matrix_blocks,
    notes_on as notes_on,
    rooms as rooms,
    rows_by_group as rows_by_group,
)
from .shrinkage_plot import shrinkage_figure as shrinkage_figure
from .structure_plot import structure_figure as structure_figure
