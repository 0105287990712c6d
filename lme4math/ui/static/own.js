// A reader's own equation: the kernel reads it and holds it against the model that is shown. After a change of the model
// it is asked again. Each question has a number, so that a late answer to an earlier one is not shown.

const MOST_CHARACTERS = 30000; // as in Python, which need not be asked

function ownEquation(el, { model, wear }) {
  let text = "";
  let asked = 0;
  let shown = null; // the last answer, for it stays until the next
  let silence, html;
  const at = (name) => el.querySelector(name);
  const tell = (words) => at(".lm-asked") && (at(".lm-asked").textContent = words);
  const show = () => {
    const place = at(".lm-own-answer");
    if (!place || !shown) return;
    wear(shown.sheets);
    place.innerHTML = shown.answer;
    at('[data-lm-own="text"]').setAttribute("aria-invalid", String(!shown.verdict));
  };
  const ask = () => {
    clearTimeout(silence);
    if (!text.trim()) return tell("Type or paste an equation first.");
    if (text.length > MOST_CHARACTERS) return tell(`This text has ${text.length.toLocaleString("en")} characters; a check reads up to ${MOST_CHARACTERS.toLocaleString("en")}. Paste the equations of one model.`);
    if (el.closest(".jupyter-widgets-disconnected")) return tell("The kernel was restarted: run the cell again to check.");
    tell("The equation is being read.");
    silence = setTimeout(() => tell("The kernel has not answered yet: it is busy, or has stopped."), PATIENCE);
    try {
      model.send({ equation: text, asked: ++asked });
    } catch {
      clearTimeout(silence);
      tell("There is no kernel to read the equation: run the cell again.");
    }
  };
  el.addEventListener("input", ({ target }) => {
    if (target.dataset.lmOwn === "text") text = target.value;
  });
  el.addEventListener("click", ({ target }) => target.dataset.lmOwn === "check" && ask());
  el.addEventListener("keydown", (event) => {
    if (event.target.dataset.lmOwn !== "text") return;
    event.stopPropagation(); // neither the host's shortcuts nor the table's arrows
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    ask();
  });
  return {
    // Puts what was typed into a panel that was drawn again, of a changed model.
    drawn: () => {
      const isOther = html !== model.get("html");
      html = model.get("html");
      const field = at('[data-lm-own="text"]');
      if (!field || !text) return;
      field.value = text;
      show();
      if (isOther && shown) ask();
    },
    answered: (message) => {
      if (message.asked !== asked) return;
      clearTimeout(silence);
      shown = message;
      show();
      tell(message.verdict ? `Checked: ${at(".lm-answer b").textContent.replace(/^\S+ /, "").toLowerCase()}` : "");
    },
    done: () => clearTimeout(silence),
  };
}
