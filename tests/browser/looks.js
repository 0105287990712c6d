// What is wrong with the looks of the view in sight: a list of sentences, empty if all is well.

/** What is left of a box where an ellipsis may stand for the rest: there, the whole must be a tooltip. */
const abridged = (box, parent) => {
  const cut = parent.closest("[title]");
  if (!cut || getComputedStyle(cut).textOverflow !== "ellipsis") return box;
  const space = cut.getBoundingClientRect();
  const left = Math.max(box.left, space.left);
  return new DOMRect(left, box.top, Math.min(box.right, space.right) - left, box.height);
};

/** The boxes of a text's lines; of its words where blanks are kept, for those at the end of a line may hang out. */
const lines = (node) => {
  const kept = getComputedStyle(node.parentElement).whiteSpaceCollapse === "preserve";
  return [...node.data.matchAll(kept ? /\S+/g : /^[^]*$/g)].flatMap((part) => {
    const range = document.createRange();
    range.setStart(node, part.index);
    range.setEnd(node, part.index + part[0].length);
    return [...range.getClientRects()];
  });
};

/** The texts that a reader sees: each text node with the boxes of its lines. */
const texts = (view) => {
  const found = [];
  const hidden = (part) => part.matches("style, option, .lm-status") || !part.checkVisibility({ visibilityProperty: true });
  const sift = (node) => (node.nodeType === Node.ELEMENT_NODE && hidden(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, sift);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
    const parent = node.parentElement;
    const boxes = lines(node).map((box) => abridged(box, parent)).filter((box) => box.width > 0.5 && box.height > 0.5);
    if (boxes.length) found.push({ node, parent, boxes });
  }
  return found;
};
const name = (text) => JSON.stringify(text.node.data.trim().slice(0, 40));
const within = (inner, outer, slack) =>
  inner.left >= outer.left - slack && inner.right <= outer.right + slack;
const overlap = (a, b) =>
  Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** The box that an element's content may fill: if it scrolls, all that can be scrolled to. */
const rooms = new Map();
const room = (element) => {
  if (!rooms.has(element)) rooms.set(element, measured(element));
  return rooms.get(element);
};
const measured = (element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const scrolls = ["auto", "scroll"].includes(style.overflowX);
  const left = box.left - (scrolls ? element.scrollLeft : 0);
  return { left, right: left + Math.max(box.width, scrolls ? element.scrollWidth : 0), clips: style.overflowX !== "visible", scrolls };
};

const sticksOut = (view, seen) => {
  rooms.clear();
  const wrong = [];
  for (const text of seen) {
    for (const box of text.boxes) {
      for (let part = text.parent; part; part = part === view ? null : part.parentElement) {
        const space = room(part);
        if ((space.clips || part === view) && !within(box, space, 1.5)) {
          wrong.push(`${name(text)} sticks out of ${part.tagName} ${part.className}`);
          break;
        }
        if (space.scrolls) break;
      }
    }
  }
  return wrong;
};

/** In mathematics every token stands on one line, in its own box, and every cell's content in the cell. */
const torn = (view, seen) => {
  const wrong = [];
  for (const text of seen) {
    if (!text.parent.closest("math")) continue;
    if (text.boxes.length > 1) wrong.push(`${name(text)} is broken into lines`);
    for (let part = text.parent; part.localName !== "math"; part = part.parentElement) {
      if (!within(text.boxes[0], part.getBoundingClientRect(), 2)) {
        wrong.push(`${name(text)} sticks out of its ${part.localName}`);
        break;
      }
    }
  }
  return wrong;
};

const overlapping = (boxes, slack, what) => {
  const wrong = [];
  boxes.sort((a, b) => a.box.top - b.box.top);
  boxes.forEach((one, place) => {
    for (let next = place + 1; next < boxes.length && boxes[next].box.top < one.box.bottom; next += 1) {
      const other = boxes[next];
      if (one.of !== other.of && overlap(one.box, other.box) > slack) wrong.push(`${what} ${one.name} and ${other.name} overlap`);
    }
  });
  return wrong;
};

const CONTROLS = ".lm-controls label, button, select, input[type=text], summary, .widget-toggle-button";
const controls = (root) =>
  [...root.querySelectorAll(CONTROLS)]
    .map((part) => ({ of: part, box: part.getBoundingClientRect(), name: part.textContent.trim() || part.getAttribute("aria-label") }))
    .filter(({ box, of }) => box.width && of.checkVisibility({ visibilityProperty: true }));

const geometry = (view) => {
  const seen = texts(view);
  const wrong = [...sticksOut(view, seen), ...torn(view, seen)];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wrong.push(`the page is ${page.scrollWidth} wide on a screen of ${page.clientWidth}`);
  for (const scroll of view.querySelectorAll(".lm-scroll")) {
    if (scroll.scrollHeight > scroll.clientHeight) wrong.push("the equation is cut off below");
  }
  const prose = seen.filter(({ parent }) => !parent.closest("math, svg"));
  const printed = prose.flatMap((text) => text.boxes.map((box) => ({ box, of: text.parent, name: name(text) })));
  wrong.push(...overlapping(printed, 3, "the texts"));
  const pressed = controls(view.closest(".lm-explorer") ?? view);
  wrong.push(...overlapping(pressed, 0.5, "the controls"));
  for (const { box, name } of pressed) if (box.height < 18) wrong.push(`the control ${name} is ${box.height} high`);
  return [...new Set(wrong)];
};

// --- Contrast, as WCAG reckons it ---
const colour = (text) => (text.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
const over = (top, under) => {
  const alpha = top[3] ?? 1;
  return [0, 1, 2].map((part) => top[part] * alpha + under[part] * (1 - alpha));
};
const luminance = (rgb) => {
  const [red, green, blue] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const paper = (element) => {
  const layers = [];
  for (let part = element; part; part = part.parentElement) {
    const layer = colour(getComputedStyle(part).backgroundColor);
    layers.unshift(layer);
    if ((layer[3] ?? 1) === 1) break;
  }
  return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
};
const contrast = (element) => {
  const under = paper(element);
  const [low, high] = [luminance(under), luminance(over(colour(getComputedStyle(element).color), under))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const faint = (view) =>
  texts(view)
    .filter(({ parent }) => !parent.closest(":disabled"))
    .map((text) => [contrast(text.parent), text])
    .filter(([ratio]) => ratio < 4.5)
    .map(([ratio, text]) => `${name(text)} has a contrast of ${ratio.toFixed(2)}`);

/** What is wrong in each notation and style. */
const survey = (view, judge) => {
  const choices = (kind) => [...view.querySelectorAll(`.lm-controls [class^="${kind}"]`)];
  const wrong = [];
  for (const notation of choices("lm-pick-")) {
    for (const style of choices("lm-style-")) {
      notation.checked = style.checked = true;
      const state = [notation, style].map((box) => box.parentElement.textContent).join(", ");
      wrong.push(...judge(view).map((complaint) => `${state}: ${complaint}`));
    }
  }
  return wrong;
};

const linesOf = (symbol) => {
  const style = getComputedStyle(symbol);
  const kinds = ["textDecorationLine", "textDecorationStyle", "borderBottomStyle", "borderTopStyle", "backgroundImage"];
  return kinds.map((kind) => style[kind]).join(" ");
};
