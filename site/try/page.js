// The page: what is typed goes to the worker, and its answers are shown. What stands in the page stands in its link, too.

import { EXAMPLES } from "./examples.js";

const PAUSE = 120; // milliseconds without a key until what was typed is read; what was pasted is read at once
const at = (id) => document.getElementById(id);
const STATE = ["code", "factors", "model", "notation", "style", "equation"];
const state = Object.fromEntries(STATE.map((name) => [name, ""]));
let shown; // the last answer that has a view
let file; // what was dropped: its name, and its bytes until the worker has them

// --- The worker. It is made of a blob, for only so it has to keep the page's own policy: no other address. ---
const address = new URL("worker.js", import.meta.url).href;
const start = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
const worker = new Worker(URL.createObjectURL(start), { type: "module" });
const open = new Map();
let asked = 0;
const ask = (question) =>
  new Promise((done) => {
    open.set(++asked, done);
    worker.postMessage({ number: asked, question, file: file?.bytes && file });
    if (file) delete file.bytes;
  });
worker.onmessage = ({ data: { number, told, progress, ready, failed } }) => {
  if (progress) at("progress").value = progress;
  if (progress >= size) begin();
  if (ready) at("loading").hidden = true;
  if (failed) fail(failed);
  open.get(number)?.(told ?? { error: "" });
  open.delete(number);
};
worker.onerror = () => fail("This browser cannot run it.");
const fail = (why) => {
  at("progress").hidden = true;
  at("loading").hidden = false;
  at("loading-words").textContent = `Python could not read this: ${why.split("\n").filter(Boolean).at(-1)}`;
};
let size = Infinity; // bytes that are loaded at the start
const begin = () => {
  at("progress").removeAttribute("value"); // from here on, how long it takes is not known
  at("loading-words").textContent = "Python starts.";
};
fetch(new URL("sizes.json", import.meta.url))
  .then((answer) => answer.json())
  .then(({ bytes }) => {
    at("progress").max = size = bytes;
    at("loading-words").textContent = `Python is loading into this page, once: ${Math.round(bytes / 1e6)} MB.`;
  });

// --- The model ---
const code = () => ({ text: state.code, which: state.model === "" ? null : Number(state.model), factors: state.factors });
const withFile = () => ({ ...code(), file: file?.name ?? "" });
// While the worker reads, only the newest text waits.
const newest = (work) => {
  let running, again;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
  };
};
const show = newest(async () => {
  const told = state.code.trim() || file ? await ask({ kind: "view", ...withFile(), notation: state.notation, style: state.style }) : {};
  at("view").classList.toggle("stale", !told.html);
  at("problem").innerHTML = told.error ?? told.remark ?? "";
  if (!told.html) return;
  shown = told;
  at("view").innerHTML = told.html;
  at("result").hidden = false;
  const several = told.models.length > 1;
  at("models").hidden = at("comparing").hidden = !several;
  const [first, second] = told.pairs[0] ?? [0, 1];
  fill("model", told.models, told.place);
  fill("first", told.models, first);
  fill("second", told.models, second);
  at("comparison").replaceChildren();
  judge();
});
const fill = (id, names, chosen) => at(id).replaceChildren(...names.map((name, place) => new Option(name, place, false, place === chosen)));

const HANDLERS = / on(?:click|toggle)="[^"]*"/g; // this page has no scripts in its HTML, and copies itself
const judge = newest(async () => {
  const told = state.equation.trim() ? await ask({ kind: "check", latex: state.equation, ...code() }) : {};
  at("verdict").className = told.verdict ?? "";
  at("verdict").innerHTML = (told.html ?? told.error ?? "").replace(HANDLERS, "");
  const words = at("verdict").querySelector(".lm-answer, .lm-error strong")?.textContent; // the check itself may be out of sight
  at("judged").hidden = !words;
  at("judged").className = at("verdict").className;
  at("judged-words").textContent = words;
});
at("to-check").addEventListener("click", () => at("checking").scrollIntoView());
for (const part of ["checking", "comparing"]) // so that there is room for what is answered below
  at(part).querySelector("summary").addEventListener("click", () => setTimeout(() => at(part).open && at(part).scrollIntoView()));

at("compare").addEventListener("click", async () => {
  const places = { first: Number(at("first").value), second: Number(at("second").value) };
  const told = await ask({ kind: "compare", text: state.code, factors: state.factors, ...places });
  at("comparison").innerHTML = told.html ?? told.error;
});

// --- What is typed and chosen ---
const later = (work) => {
  let waiting;
  return ({ inputType }) => {
    clearTimeout(waiting);
    waiting = setTimeout(work, /^insertFrom/.test(inputType) ? 0 : PAUSE);
  };
};
const follow = (id, name, work) =>
  at(id).addEventListener("input", (event) => {
    state[name] = at(id).value;
    if (name === "code") state.model = "";
    fit();
    keep();
    work(event);
  });
follow("code", "code", later(show));
follow("factors", "factors", later(show));
follow("model", "model", show);
follow("equation", "equation", later(judge));
at("view").addEventListener("change", ({ target }) => {
  const [, kind, number] = target.className.match(/^lm-(pick|style)-(\d+)$/) ?? [];
  if (kind === "pick") shown.notation = state.notation = shown.notations[number];
  if (kind === "style") shown.style = state.style = shown.styles[number];
  keep();
});
const fit = () => {
  for (const area of document.querySelectorAll("textarea")) area.rows = Math.min(12, Math.max(3, area.value.split("\n").length));
};

// --- The link ---
const link = () => {
  const filled = STATE.filter((name) => state[name] !== "").map((name) => [name, state[name]]);
  return new URL(`#${new URLSearchParams(filled)}`, location.href).href;
};
const keep = () => history.replaceState(null, "", link());
const take = (given) => {
  for (const name of STATE) state[name] = given[name] ?? "";
  for (const name of ["code", "factors", "equation"]) at(name).value = state[name];
  if (state.equation) at("checking").open = true;
  fit();
  show();
};
const fromLink = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
window.addEventListener("hashchange", () => take(fromLink()));

// --- Files: data, or a fit of R ---
const give = async (given) => {
  if (given) file = { name: given.name.replace(/[^\w.]/g, "_"), bytes: await given.arrayBuffer() };
  else file = undefined;
  at("file-name").textContent = given?.name ?? "";
  at("forget").hidden = !given;
  show();
};
at("file").addEventListener("change", () => give(at("file").files[0]));
at("forget").addEventListener("click", () => {
  at("file").value = "";
  give();
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) give(event.dataTransfer.files[0]);
});

// --- Copying and saving ---
const picture = () => {
  const lines = [...at("view").querySelectorAll(".lm-lines")].find((part) => part.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true }) && part.offsetParent);
  const sheets = [...at("view").querySelectorAll("style")].map((sheet) => sheet.textContent);
  return pictureOf(lines, at("view"), sheets).svg;
};
const textOf = async (form) => {
  if (form === "link") return link();
  if (form === "svg") return picture();
  return (await ask({ kind: "forms", ...withFile(), notation: shown.notation, style: shown.style }))[form];
};
at("verdict").addEventListener(
  "toggle",
  ({ target }) => {
    const button = target.querySelector(".lm-copy button");
    if (button) button.hidden = false;
  },
  true // `toggle` does not bubble
);
at("verdict").addEventListener("click", async ({ target }) => {
  const line = target.matches("button") && target.closest(".lm-copy");
  if (!line) return;
  const done = navigator.clipboard.writeText(line.closest("details").querySelector("code").textContent);
  line.lastElementChild.textContent = await done.then(() => "Copied", () => "The browser does not allow copying");
});
const say = (words) => (at("done").textContent = words);
at("actions").addEventListener("click", async ({ target }) => {
  if (target.dataset.form) {
    const text = await textOf(target.dataset.form);
    try {
      await navigator.clipboard.writeText(text);
      say(`${target.textContent}: copied`);
    } catch {
      say("The browser does not allow copying");
    }
  }
  if (target.id === "save") {
    const saved = document.createElement("a");
    saved.href = URL.createObjectURL(new Blob([picture()], { type: "image/svg+xml" }));
    saved.download = "equations.svg";
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 3000);
    say("Saved as equations.svg");
  }
});

// --- Examples ---
for (const { title, ...given } of EXAMPLES) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "example";
  button.textContent = title;
  button.addEventListener("click", () => {
    take(given);
    keep();
  });
  at("examples").append(button, " ");
}
take(location.hash.length > 1 ? fromLink() : EXAMPLES[0]);
