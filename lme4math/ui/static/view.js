// The live view: it sets the radios and checkboxes of the same fragment that stands in exported pages, and nothing else.
// Its state comes from the traits `index` (the notation) and `level_0`, `level_1`, … (marked or not), which ipywidgets'
// own controls are linked to in the browser; no kernel takes part.

function render({ model, el }) {
  const status = document.createElement("div");
  status.className = "lm-status";
  status.setAttribute("role", "status");

  const show = () => {
    const form = el.querySelector("form");
    const words = [];
    for (const box of form.querySelectorAll('[class^="lm-pick-"], [class^="lm-mark-"]')) {
      const number = Number(box.className.split("-").pop());
      box.checked = box.type === "radio" ? number === model.get("index") : model.get(`level_${number}`);
      if (box.checked) words.push(box.parentElement.textContent);
    }
    // ipywidgets' buttons tell screen readers nothing of what is pressed, so it is said here.
    status.textContent = `Shown and marked: ${words.join(", ")}`;
  };
  const draw = () => {
    el.innerHTML = model.get("html");
    el.firstElementChild.append(status);
    show();
  };

  const numbers = model.get("numbers");
  const names = ["index", ...numbers.map((number) => `level_${number}`)];
  for (const name of names) model.on(`change:${name}`, show);
  model.on("change:html", draw);
  draw();
  return () => {
    for (const name of names) model.off(`change:${name}`, show);
    model.off("change:html", draw);
  };
}

export default { render };
