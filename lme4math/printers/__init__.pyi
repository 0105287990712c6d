from .article import (
    LINE_WIDTH as LINE_WIDTH,
    display_of as display_of,
    document_of as document_of,
    notes_of as notes_of,
)
from .classes import (
    belongs_to as belongs_to,
    is_key as is_key,
    is_of_level as is_of_level,
    is_of_variable as is_of_variable,
    key_of_coefficient as key_of_coefficient,
    key_of_level as key_of_level,
    key_of_symbol as key_of_symbol,
    key_of_variable as key_of_variable,
    lit_by as lit_by,
)
from .colours import COLOURS as COLOURS, coloured as coloured
from .figure import figure_of as figure_of
from .latex import (
    aligned as aligned,
    escape as escape,
    escape_prose as escape_prose,
    in_cells as in_cells,
    latex_of as latex_of,
    latex_of_box as latex_of_box,
)
from .layout.arrange import arrange as arrange
from .layout.boxes import (
    EQUALS as EQUALS,
    PLUS as PLUS,
    Box as Box,
    DigitsBox as DigitsBox,
    Display as Display,
    Letters as Letters,
    Mark as Mark,
    OperatorSign as OperatorSign,
    Prose as Prose,
    Row as Row,
    Scripts as Scripts,
    boxes_of as boxes_of,
    changed as changed,
)
from .layout.breaking import fitted as fitted, fitted_strictly as fitted_strictly
from .layout.compose import INDICATOR as INDICATOR, compose as compose, compose_entry as compose_entry
from .layout.measure import REMARK_WIDTH as REMARK_WIDTH, wrapped as wrapped
from .layout.spelling import bold as bold, symbol_box as symbol_box
from .mathml import (
    html_lines as html_lines,
    html_of as html_of,
    inline as inline,
    link_key as link_key,
    mathml_of as mathml_of,
)
from .mime import (
    forms as forms,
    in_cell as in_cell,
    quarto_renders as quarto_renders,
    within_markdown as within_markdown,
)
from .picture import Picture as Picture
from .prose import (
    sentence_as_html as sentence_as_html,
    sentence_as_markdown as sentence_as_markdown,
    sentences_as_text as sentences_as_text,
)
from .text import in_one_font as in_one_font, text_of as text_of, text_of_box as text_of_box, text_within as text_within
from .typst import typst_of as typst_of
