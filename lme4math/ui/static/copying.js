const code = this.closest("details").querySelector("code");
const copied = async () => {
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    getSelection().selectAllChildren(code);
    document.execCommand("copy");
  }
  this.nextElementSibling.textContent = "Copied";
};
copied();
