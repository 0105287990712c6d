// Python, in a worker, so that the page never waits for it: takes questions, and answers each by lme4math.answering.

import { loadPyodide } from "./core/pyodide.mjs";

const core = new URL("core/", import.meta.url).href;
let python, lock, answer;

// What comes is counted for the progress bar; WebAssembly and its script, which not every server packs, come packed.
const plain = self.fetch.bind(self);
const PACKED = [[".wasm", "application/wasm"], [".asm.mjs", "text/javascript"]];
let arrived = 0;
const tell = (bytes) => self.postMessage({ progress: (arrived += bytes) });
self.fetch = async (address, options) => {
  const packed = PACKED.find(([ending]) => String(address).endsWith(ending));
  const response = await plain(packed ? `${address}.packed` : address, options);
  if (!response.ok) throw new Error(`${response.url} was not found`);
  const counting = new TransformStream({
    transform(chunk, next) {
      tell(chunk.byteLength);
      next.enqueue(chunk);
    },
  });
  const counted = response.body.pipeThrough(counting);
  const body = packed ? counted.pipeThrough(new DecompressionStream("gzip")) : counted;
  return new Response(body, { headers: { "Content-Type": packed?.[1] ?? "application/octet-stream" } });
};

const bytesOf = async (name) => (await fetch(core + name)).arrayBuffer();

const scriptOf = async (name) => import(URL.createObjectURL(await (await fetch(core + name)).blob()));

const begin = async () => {
  const archive = bytesOf("lme4math.tar.xz");
  const script = scriptOf("pyodide.asm.mjs");
  lock = await (await fetch(`${core}pyodide-lock.json`)).json();
  python = await loadPyodide({
    indexURL: core,
    lockFileContents: lock,
    packageBaseUrl: core,
    createPyodideModule: (await script).default,
  });
  python.unpackArchive(await archive, "xztar");
  answer = python.runPython(`
import json
from lme4math.answering import answer
lambda question: json.dumps(answer(json.loads(question)))`);
  self.postMessage({ ready: true });
};
const ready = begin();
ready.catch((error) => self.postMessage({ failed: String(error) }));

const ask = (question) => JSON.parse(answer(JSON.stringify(question)));

// What reading code does not need comes when it is missed: the rest of the standard library, numpy and scipy.
let rest;
const bringTheRest = async () => {
  python.unpackArchive(await bytesOf("rest.tar.xz"), "xztar");
  python.runPython(`
import importlib, pathlib, sys
rest = pathlib.Path.cwd()
for folder in sorted(rest.rglob("*/")):
    name = ".".join(folder.relative_to(rest).parts)
    if name.partition(".")[0] in sys.stdlib_module_names and not (folder / "__init__.py").exists():
        importlib.import_module(name).__path__.append(str(folder))  # its other modules came at the start
importlib.invalidate_caches()`);
  await python.loadPackage(Object.keys(lock.packages));
};

self.onmessage = async ({ data: { number, question, file } }) => {
  try {
    await ready;
    if (file) python.FS.writeFile(file.name, new Uint8Array(file.bytes));
    let told = ask(question);
    if (told.missing && !rest) {
      await (rest = bringTheRest());
      told = ask(question);
    }
    self.postMessage({ number, told });
  } catch (error) {
    self.postMessage({ number, failed: String(error) });
  }
};
