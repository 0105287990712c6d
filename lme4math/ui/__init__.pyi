from .assemble import view_content as view_content
from .content import ViewContent as ViewContent
from .fragment import fragment_of as fragment_of
from .magic import register as register, show_in_cell as show_in_cell
from .widget import Explorer as Explorer
