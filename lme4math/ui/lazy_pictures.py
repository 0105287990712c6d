"""The pictures of a fit in its live view: titles that unfold, each drawn in the kernel when it is first opened.

A saved page has none of them, so that its size stays that of its equations.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lme4math.errors import Error
from lme4math.markup import Markup, element, join
from lme4math.ui.content import LazyPicture, ViewContent


def pictures_panel(content: ViewContent) -> Markup:
    """The titles, in each of which the script puts its picture."""
    return join(
        element(
            "details",
            {"data-lm-picture": str(place)},
            element("summary", {}, picture.title),
            element("div", {"role": "status"}, "The picture is being drawn."),
        )
        for place, picture in enumerate(content.pictures)
    )


def picture_asked_for(content: ViewContent, message: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a reader who opens a title: the picture as the address of an image, or why there is none.

    Args:
        content: what is shown.
        message: what the browser sent; its `picture` is the place of the title.
    """
    place = message["picture"]
    if type(place) is not int or place not in range(len(content.pictures)):
        return {"picture": place, "image": "", "words": "The view shows another model by now: open it again."}
    picture = content.pictures[place]
    try:
        return {"picture": place, "image": _image(picture), "words": picture.title}
    except Error as error:
        return {"picture": place, "image": "", "words": " ".join(filter(None, (error.message, error.hint)))}


def _image(picture: LazyPicture) -> str:
    buffer = BytesIO()
    picture.draw().savefig(buffer, format="svg")
    return f"data:image/svg+xml;base64,{b64encode(buffer.getvalue()).decode()}"
