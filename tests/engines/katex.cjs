// Reads a JSON list of formulas; writes a JSON list of { error }: what KaTeX, at its strictest, says against each, or null.
const { readFileSync } = require("fs");
const katex = require("katex");

const options = { displayMode: true, strict: "error", throwOnError: true, trust: false };
const read = (formula) => {
  try {
    katex.renderToString(formula, options);
    return { error: null };
  } catch (error) {
    return { error: String(error.message) };
  }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
