// The live view: the fragment of exported pages, with its state in classes such as `lm-pick-1`. This script also lights
// what is pointed at, copies, and sends the reader's edits to the kernel, which answers with new `html`. The state comes
// from the traits `index` (the notation), `style_index` and `level_0`, `level_1`, … (marked or not), to which ipywidgets'
// controls are linked in the browser, without the kernel.

const DOTS = 3; // of a PNG for each pixel of the page

function sheetOf(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  sheet.lmText = text;
  return sheet;
}

function render({ model, el }) {
  const status = document.createElement("div");
  status.className = "lm-status";
  status.setAttribute("role", "status");

  const trait = { "lm-pick": "index", "lm-style": "style_index" };
  const show = () => {
    const words = [];
    const form = el.querySelector(".lm-form");
    if (!form) return;
    for (const word of el.querySelectorAll("[data-lm-choice]")) {
      const choice = word.dataset.lmChoice;
      const [, kind, number] = choice.match(/^(lm-\w+)-(\d+)$/);
      const chosen = kind in trait ? Number(number) === model.get(trait[kind]) : model.get(`level_${number}`);
      form.classList.toggle(choice, Boolean(chosen));
      if (chosen) words.push(word.textContent);
    }
    status.textContent = `Shown and marked: ${words.join(", ")}`;
    requestAnimationFrame(press);
  };
  // ipywidgets' buttons have no `aria-pressed`, which screen readers need.
  const rebuilt = new MutationObserver(() => press()); // toggles come and go with the levels
  const press = () => {
    const explorer = el.closest(".lm-explorer");
    if (!explorer) return;
    rebuilt.observe(explorer.firstElementChild, { childList: true, subtree: true });
    const pressed = (button, is) => button.setAttribute("aria-pressed", String(Boolean(is)));
    const places = ["index", "style_index"];
    explorer.querySelectorAll(".lm-toggles").forEach((group, which) =>
      group.querySelectorAll("button").forEach((button, place) => pressed(button, place === model.get(places[which])))
    );
    explorer.querySelectorAll(".lm-level-toggle").forEach((button, place) => pressed(button, model.get(`level_${place}`)));
    group(explorer);
  };
  // A group of buttons has a name and is one tab stop; the arrow keys walk in it.
  const group = (explorer) => {
    for (const bar of explorer.firstElementChild.children) {
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", bar.firstElementChild?.textContent ?? "Model"); // one model has no list
    }
    for (const bar of explorer.querySelectorAll('[role="group"]')) {
      const buttons = [...bar.querySelectorAll("button")];
      stopAt(buttons, buttons.find((one) => one === document.activeElement || one.ariaPressed === "true") ?? buttons[0]);
    }
    explorer.addEventListener("keydown", along);
    explorer.addEventListener("pointerenter", layOut);
    explorer.addEventListener("focusin", layOut);
  };
  const stopAt = (buttons, stop) => {
    for (const button of buttons) {
      button.tabIndex = button === stop ? 0 : -1;
      button.dataset.lmSuppressShortcuts = "true"; // the arrow keys are not JupyterLab's here
    }
  };
  const along = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...(event.target.closest('[role="group"]')?.querySelectorAll("button") ?? [])];
    const place = buttons.indexOf(event.target);
    if (!step || place < 0) return;
    event.preventDefault();
    const to = buttons[(place + step + buttons.length) % buttons.length];
    stopAt(buttons, to);
    to.focus();
  };

  // --- When pointer or focus comes near, hidden equations are laid out one by one in idle time, so that toggles are fast ---
  const idly = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  let unseen = [];
  const layOut = () => {
    const equations = unseen;
    unseen = [];
    const next = () => equations.shift()?.getBoundingClientRect() && idly(next);
    idly(next);
  };

  const draw = () => {
    if (!model.get("html")) return; // on a busy page the view is made before its state arrives
    waiting.done();
    const tab = el.querySelector(".lm-tabs :checked")?.className;
    const focused = name(el.contains(document.activeElement) ? document.activeElement : null);
    wear(model.get("sheets"));
    el.innerHTML = model.get("html");
    el.firstElementChild.append(status);
    unseen = [...el.querySelectorAll(".lm-lines")];
    if (tab) el.querySelector(`.lm-tabs .${tab}`)?.click();
    undoable();
    show();
    own.drawn();
    giveWay();
    if (focused) walkTo(el.querySelector(focused) ?? el.querySelector(".lm-table button"));
  };
  // A selector that finds the same control after the fragment is drawn again.
  const name = (control) =>
    control?.dataset.lmEdit &&
    Object.entries(control.dataset)
      .filter(([key]) => /^lm(Edit|Coefficient|Group|Block|Name)$/.test(key))
      .map(([key, value]) => `[data-lm-${key.slice(2).toLowerCase()}="${CSS.escape(value)}"]`)
      .join("");

  // --- What the reader changes ---
  const send = (message) => {
    if (el.closest(".jupyter-widgets-disconnected")) {
      answer("The kernel was restarted, so the model stays as it is: run the cell again.");
      return;
    }
    waiting.begin();
    try {
      model.send(message);
    } catch {
      answer("There is no kernel, so the model stays as it is.");
    }
  };
  const tell = (problem) => (el.querySelector(".lm-problem").textContent = problem);
  const waiting = awaiting(el, { model, tell });
  const drawn = picturesOf(el, model);
  const own = ownEquation(el, { model, wear: (sheets) => wear(sheets) });
  // Each edit is answered, also one that changes nothing: no message outlives its answer.
  const answer = (problem) => {
    waiting.done();
    if (problem) draw(); // what was typed or chosen goes back to what the model has
    tell(problem);
  };
  const answered = (message) => {
    if (message?.working) waiting.atWork();
    if ("picture" in (message ?? {})) drawn(message);
    if ("asked" in (message ?? {})) own.answered(message);
    if (!("problem" in (message ?? {}))) return;
    waiting.done();
    if (!message.problem || !names.refused(message.problem)) answer(message.problem);
  };

  const levels = (control) => control.closest("p").querySelector('[data-lm-edit="levels"]');
  const EDITS = {
    click: {
      effect: ({ lmCoefficient, lmGroup }) => send({ edit: "effect", coefficient: lmCoefficient, group: lmGroup }),
      undo: () => send({ edit: "undo" }),
      unfold: () => send({ edit: "unfold" }),
    },
    change: {
      structure: ({ lmBlock }, select) => send({ edit: "structure", block: Number(lmBlock), value: select.value }),
      kind: ({ lmName }, select) => {
        const field = levels(select);
        field.hidden = select.value === "numeric";
        if (field.hidden) send({ edit: "variable", name: lmName, levels: null });
        else field.focus(); // it becomes a factor when its levels are typed
      },
      option: ({ lmName }, box) => send({ edit: "option", name: lmName, value: box.checked }),
      levels: ({ lmName }, field) => {
        if (field.value.trim()) send({ edit: "variable", name: lmName, levels: field.value });
      },
    },
  };
  const act = (event) => {
    const control = event.target.closest("[data-lm-edit]");
    if (control) EDITS[event.type][control.dataset.lmEdit]?.(control.dataset, control);
  };
  el.addEventListener("click", act);
  el.addEventListener("change", act);
  el.addEventListener("submit", (event) => event.preventDefault());

  // --- The table is one tab stop; the arrow keys walk in it ---
  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const walkTo = (button) => {
    if (button.closest(".lm-table")) {
      el.querySelectorAll(".lm-table button").forEach((other) => (other.tabIndex = other === button ? 0 : -1));
    }
    button.focus({ preventScroll: true });
  };
  el.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // nothing is submitted; blur sends the change
      event.target.blur();
    }
    const step = STEPS[event.key];
    const cell = event.target.closest(".lm-table td");
    if (!step || !cell) return;
    event.preventDefault();
    const row = cell.parentElement;
    const to = row.parentElement.rows[row.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
    const button = to?.querySelector("button");
    if (button) walkTo(button);
  });

  // --- Style sheets: each is adopted once by a page; fonts work only from the document's sheets ---
  // All at once, for at each change the page is styled again.
  const wear = (texts) => {
    const roots = [document, el.getRootNode()].filter((root) => root.adoptedStyleSheets);
    for (const root of new Set(roots)) {
      const worn = new Set([...root.adoptedStyleSheets].map((sheet) => sheet.lmText));
      const others = texts.filter((text) => !worn.has(text)).map(sheetOf);
      if (others.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...others];
    }
  };

  // --- Pointing: the same as the exported fragment's style sheet, but cheaper where many views share a page ---
  let lit = [];
  const light = (target) => {
    lit.forEach((place) => place.classList.remove("lm-lit", "lm-framed"));
    lit = [];
    for (let part = target; part && part !== el; part = part.parentElement) {
      for (const name of part.classList ?? []) {
        if (!KEY.test(name)) continue;
        for (const place of el.querySelectorAll(`.${name}, .${name.replace("lm-", "lm-by-")}`)) {
          place.classList.add(name.startsWith("lm-v-") ? "lm-framed" : "lm-lit");
          lit.push(place);
        }
      }
    }
  };
  // The table of weights is to be seen; what they make is said before it.
  const heard = (part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll(".lm-cells").forEach((table) => table.remove());
    return copy.textContent.trim();
  };
  // The label of a button says what it does; what its cell is, is said after it. Other labels say it themselves.
  const tellWhatIsLit = () => {
    const rows = lit.filter((place) => place.matches(".lm-legend tr") && place.cells[0].checkVisibility?.() !== false);
    status.textContent = rows.map((row) => [row.cells[1], ...row.cells[2].children].map(heard).join(", ")).join("; ");
  };
  const KEY = /^lm-[kvsg]-.+$/;
  const names = renaming(el, { send, key: KEY });
  el.addEventListener("pointerover", (event) => light(event.target));
  el.addEventListener("pointerleave", () => light(null));
  el.addEventListener("focusin", (event) => {
    light(event.target.matches(":focus-visible") ? event.target : null);
    if (event.target.closest(".lm-table")) tellWhatIsLit();
  });
  el.addEventListener("focusout", () => light(null));

  // --- The still fragment beside this one is hidden and emptied, so that it costs the browser nothing ---
  let pair, hiding;
  let settling = [];
  const emptied = new Map();
  const rest = () => {
    for (const still of emptied.keys()) if (!still.isConnected) emptied.delete(still); // the kernel has replaced it
    for (const still of document.querySelectorAll(`.lm-still-${pair}:not(:empty)`)) {
      emptied.set(still, [...still.childNodes]);
      still.replaceChildren();
    }
  };
  const wake = () => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets].filter((sheet) => sheet !== hiding);
    emptied.forEach((children, still) => still.replaceChildren(...children));
  };
  const arrives = (node) => node.classList?.contains(`lm-still-${pair}`);
  const watch = new MutationObserver((changes) => changes.some(({ addedNodes }) => [...addedNodes].some(arrives)) && rest());
  const settle = () => {
    wear(model.get("sheets")); // again, now that the view is in the page
    const outputs = el.closest(".jp-OutputArea");
    if (outputs) watch.observe(outputs, { childList: true, subtree: true });
    rest();
  };
  const giveWay = () => {
    if (pair) return;
    pair = el.firstElementChild.className.match(/lm-live-(\w+)/)[1];
    hiding = sheetOf(`.lm-still-${pair} { display: none; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, hiding];
    settling = [0, 300, 1500].map((wait) => setTimeout(settle, wait));
  };

  // --- Copying ---
  const shown = (selector) => [...el.querySelectorAll(selector)].find((part) => part.checkVisibility());
  // A copy of a part without what the style sheet hides, which is of other notations and styles.
  const asChosen = (part) => {
    const copy = part.cloneNode(true);
    const chosen = { in: model.get("style_index"), out: model.get("style_index"), of: model.get("index"), no: model.get("index") };
    const hides = (name) => {
      const [, kind, number] = name.match(/^lm-(in|out|of|no)-(\d+)$/) ?? [];
      return kind && (Number(number) === chosen[kind]) === (kind === "out" || kind === "no");
    };
    for (const one of copy.querySelectorAll("[class]")) if ([...one.classList].some(hides)) one.remove();
    return copy;
  };
  // The folded source of the notation and style that are shown.
  const source = (language) => asChosen(el.querySelector(".lm-sources")).querySelector(`.lm-${language}`)?.textContent ?? "";
  // On the page each term is an element of its own, so that lines can be broken; what is copied is one table.
  const mathml = () => {
    const copy = asChosen(shown(".lm-lines"));
    for (const part of copy.querySelectorAll("*")) {
      part.removeAttribute("class");
      part.removeAttribute("style");
    }
    const cell = (side, parts) => `<mtd style="text-align:${side}">${[...parts.querySelectorAll("math")].map((math) => math.innerHTML).join("")}</mtd>`;
    const rows = [...copy.children].map(({ children: [left, right] }) => `<mtr>${cell("right", left)}${cell("left", right)}</mtr>`);
    return `<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mtable displaystyle="true" columnalign="right left">${rows.join("")}</mtable></math>`;
  };
  const COPIES = {
    latex: () => source("latex"),
    typst: () => source("typst"),
    mathml,
    formula: () => el.querySelector("[data-lm-text]").dataset.lmText,
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without permission, or on an insecure page: the older interface.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "lm-status";
      el.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  el.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-lm-copy]");
    if (!button) return;
    const done = await copy(COPIES[button.dataset.lmCopy]());
    el.querySelector(".lm-copied").textContent = done ? `${button.textContent} copied` : "The browser does not allow it";
    button.focus();
  });

  // --- Pictures of what is shown, made in the browser ---
  const picture = () => pictureOf(shown(".lm-lines"), el, model.get("sheets"));
  const PICTURES = {
    svg: async () => new Blob([picture().svg], { type: "image/svg+xml" }),
    png: async () => {
      const { across, down, svg } = picture();
      const [image, canvas] = [new Image(), document.createElement("canvas")];
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      await image.decode();
      [canvas.width, canvas.height] = [across * DOTS, down * DOTS];
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      return new Promise((done) => canvas.toBlob(done, "image/png"));
    },
  };
  el.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-lm-save]");
    if (!button) return;
    const kind = button.dataset.lmSave;
    const link = document.createElement("a");
    try {
      link.href = URL.createObjectURL(await PICTURES[kind]());
      link.download = `equations.${kind}`;
      link.click();
      el.querySelector(".lm-copied").textContent = `Saved as ${link.download}`;
    } catch {
      el.querySelector(".lm-copied").textContent = "The browser cannot make this picture; model.save() in Python can";
    }
    setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
    button.focus();
  });

  const follow = new Set();
  const listen = () => {
    for (const key of ["index", "style_index", ...model.get("numbers").map((number) => `level_${number}`)]) {
      if (!follow.has(key)) model.on(`change:${key}`, show);
      follow.add(key);
    }
  };
  const undoable = () => el.querySelector('[data-lm-edit="undo"]')?.toggleAttribute("disabled", !model.get("can_undo"));
  const listeners = { "change:html": draw, "change:numbers": listen, "change:can_undo": undoable, "msg:custom": answered };
  for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
  listen();
  draw();
  return () => {
    waiting.done();
    own.done();
    settling.forEach(clearTimeout);
    rebuilt.disconnect();
    watch.disconnect();
    wake();
    for (const key of follow) model.off(`change:${key}`, show);
    for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
  };
}

export default { render };
