// What scrolls sideways can be reached by keyboard, and only that: other blocks would be stops without a use.
function markScrolling() {
    for (const part of document.querySelectorAll("pre, .lm-scroll, .displayed, .example-output, .table-wrapper")) {
        if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
        else part.removeAttribute("tabindex");
    }
}

addEventListener("load", markScrolling);
addEventListener("resize", markScrolling);
addEventListener("change", markScrolling);
