// Names of the reader's own: a click on a symbol or a word, or F2 where the focus is, puts a field in its place. Enter
// sends what is typed, nothing for R's name again; Escape leaves it. A refusal is said beneath the field.

// Parts in which a click is not pointing, choosing or pressing.
const RENAMED_IN = ".lm-equation, .lm-legend td:first-child, .lm-table thead";

function renaming(el, { send, key }) {
  let field, from;
  const known = () => JSON.parse(el.querySelector("[data-lm-names]")?.dataset.lmNames ?? '{"words": [], "labels": {}}');
  const named = (name, shown) => ({ name, shown, label: known().labels[name] ?? "" });

  // The level whose quoted word this is: one of the factor that is named before it.
  const levelAt = (word, text) => {
    const beside = [...word.closest("math").querySelectorAll("mtext")].map((other) => other.textContent);
    const shown = Object.fromEntries(known().words.map(([name, words]) => [name, words]));
    const found = known().words.filter(([, words, factor]) => factor && words === text);
    return found.find(([, , factor]) => beside.includes(shown[factor])) ?? found[0];
  };
  const wordAt = (target) => {
    const word = target.closest("mtext, code, .lm-name, .lm-remarks b");
    const text = word?.textContent ?? "";
    const level = text.match(/^“(.*)”$/);
    const bare = text.replace(/^\((.*)\)$/, "$1"); // a grouping factor above a symbol: (reg)
    const is = ([, words, factor]) => !factor && (words === text || words === bare);
    const found = level ? levelAt(word, level[1]) : known().words.find(is);
    return found && named(found[0], found[1]);
  };
  // The symbol around a place, as the legend knows it; of the things that a place belongs to, the smallest.
  const symbolAt = (target) => {
    const own = target.closest("tr[data-lm-label]");
    if (own) return named(own.dataset.lmLabel, "");
    for (let part = target; part && part !== el; part = part.parentElement) {
      for (const name of part.classList ?? []) {
        const row = key.test(name) && el.querySelector(`.lm-legend tr.${CSS.escape(name)}[data-lm-label]`);
        if (row) return named(row.dataset.lmLabel, "");
      }
    }
    return null;
  };

  const close = (back) => {
    field?.remove();
    field = null;
    if (back) from?.focus?.({ preventScroll: true });
  };
  const open = (target, thing) => {
    close();
    from = document.activeElement;
    const form = el.querySelector(".lm-form");
    field = document.createElement("div");
    field.className = "lm-rename";
    const input = document.createElement("input");
    input.type = "text";
    input.value = thing.label || thing.shown;
    input.placeholder = thing.name;
    input.spellcheck = false;
    input.dataset.lmSuppressShortcuts = "true";
    input.setAttribute("aria-label", `your own name for ${thing.name}: words, or a symbol between dollar signs`);
    const said = document.createElement("div");
    said.setAttribute("role", "alert");
    said.textContent = `for R's ${thing.name}: words, or a symbol such as $\\gamma$`;
    field.append(input, said);
    form.append(field);
    const place = target.getBoundingClientRect();
    const frame = form.getBoundingClientRect();
    const left = Math.max(0, Math.min(place.left - frame.left, frame.width - field.offsetWidth));
    field.style.left = `${left}px`;
    field.style.top = `${place.top - frame.top}px`;
    input.addEventListener("keydown", (event) => {
      event.stopPropagation(); // neither the host's shortcuts nor the table's arrows
      if (event.key === "Escape") close(true);
      if (event.key !== "Enter") return;
      event.preventDefault();
      const words = input.value.trim();
      const same = words === (thing.label || thing.shown);
      if (same) close(true);
      else send({ edit: "label", name: thing.name, words: words && words !== thing.name ? words : null });
    });
    input.addEventListener("change", (event) => event.stopPropagation());
    const own = field;
    own.addEventListener("focusout", ({ relatedTarget }) => own.contains(relatedTarget) || own.remove());
    input.focus();
    input.select();
  };

  el.addEventListener("click", (event) => {
    if (field?.contains(event.target) || !event.target.closest(RENAMED_IN) || event.target.closest("button, summary")) return;
    const thing = wordAt(event.target) ?? symbolAt(event.target);
    if (thing) open(event.target, thing);
  });
  el.addEventListener("keydown", (event) => {
    if (event.key !== "F2" && !(event.key === "Enter" && event.target.matches("tr[data-lm-label] input"))) return;
    const thing = symbolAt(event.target);
    if (!thing) return;
    event.preventDefault();
    event.stopPropagation();
    const place = event.target.closest("tr[data-lm-label]")?.cells[0] ?? event.target.closest("td, label, span");
    open(place ?? event.target, thing);
  });
  return {
    // Says a refusal beneath the field that is open; whether one is.
    refused: (problem) => {
      if (!field?.isConnected) return false;
      field.lastChild.textContent = problem;
      field.classList.add("lm-warning");
      return true;
    },
  };
}
