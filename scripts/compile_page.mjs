// Compile what the page needs at its start, by the Python that will run it: a browser's Python takes seconds for that.
//
//     node scripts/compile_page.mjs CORE STDLIB PACKAGES
//
// CORE has Pyodide's core; STDLIB its standard library, unpacked, and PACKAGES what the page imports besides. The page's
// examples are read, and each module that was imported for that becomes a .pyc, without docstrings, in the place of its
// .py.

import path from "node:path";

import { EXAMPLES } from "../site/try/examples.js";

const [core, stdlib, packages] = process.argv.slice(2).map((folder) => path.resolve(folder));
const { loadPyodide } = await import(`${core}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${core}/` });
for (const [place, folder] of Object.entries({ "/stdlib": stdlib, "/packages": packages })) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, place);
}
const questions = EXAMPLES.flatMap(({ code, factors = "", equation }) => [
  { kind: "view", text: code, factors },
  { kind: "forms", text: code, factors },
  ...(equation ? [{ kind: "check", text: code, factors, latex: equation }] : []),
]);
questions.push({ kind: "view", text: "lmer(y ~ x + (1 | g" });
python.globals.set("questions", JSON.stringify(questions));
python.runPython(`
import json, lzma, sys, tarfile  # by which the worker unpacks archives
from pathlib import Path

sys.path.insert(0, "/packages")
from lme4math.answering import answer

for question in json.loads(questions):
    told = answer(question)
    assert ("error" in told) == question["text"].endswith("(1 | g"), told

imported = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
import py_compile

for file in imported:
    archive, found, inside = file.partition(".zip/")
    source = Path("/stdlib") / inside if found else Path(file)
    if source.suffix == ".py" and source.is_relative_to("/stdlib" if found else "/packages") and source.is_file():
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compiled, name = str(source) + "c", inside or file
        py_compile.compile(str(source), compiled, name, doraise=True, optimize=2, invalidation_mode=mode)
        source.unlink()
`);
