// Reads a JSON list of formulas; writes a JSON list of { error, mathml } for each: what MathJax 3 says against it, or
// null, and what it makes of it, with all packages that JupyterLab gives it but those that hide mistakes.
const { readFileSync } = require("fs");

const without = ["bussproofs", "noundefined", "noerrors"]; // the first wants a page to measure on
const options = {
  loader: { load: ["input/tex-full"] },
  tex: {
    packages: { "[-]": without },
    formatError: (_jax, error) => {
      throw error;
    },
  },
  startup: { typeset: false },
};
const read = (MathJax, formula) => {
  try {
    return { error: null, mathml: MathJax.tex2mml(formula, { display: true }) };
  } catch (error) {
    return { error: String(error.message || error), mathml: "" };
  }
};
require("mathjax")
  .init(options)
  .then((MathJax) => {
    const answers = JSON.parse(readFileSync(0, "utf8")).map((formula) => read(MathJax, formula));
    process.stdout.write(JSON.stringify(answers));
  });
