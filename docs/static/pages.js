// What scrolls sideways can be reached by keyboard, and only that: other blocks would be stops without a use.
function markScrolling() {
    for (const part of document.querySelectorAll("pre, .lm-scroll, .displayed, .example-output, .table-wrapper")) {
        if (part.checkVisibility() && part.scrollWidth > part.clientWidth) part.tabIndex = 0;
        else part.removeAttribute("tabindex");
    }
}

for (const change of ["load", "resize", "change", "toggle"]) addEventListener(change, markScrolling, true);
