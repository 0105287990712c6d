from .assemble import view_content as view_content
from .assemble_numbers import content_with_numbers as content_with_numbers
from .assemble_print import content_with_print as content_with_print
from .attempt import AttemptShown as AttemptShown, attempt_body as attempt_body, attempt_html as attempt_html
from .check_magic import register_check as register_check
from .comparison import comparison_html as comparison_html
from .content import LazyPicture as LazyPicture, ViewContent as ViewContent
from .error_box import error_bundle as error_bundle
from .excerpted import most_shown as most_shown
from .fragment import fragment_of as fragment_of
from .magic import register as register, show_in_cell as show_in_cell
from .widget import Explorer as Explorer
