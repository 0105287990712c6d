// A picture of equations, made in the browser as SVG; it stands before view.js, and pages load it alone.

const MARGIN = 8; // pixels around the equations

// The equations within bare copies of what is around them, so that the sheets apply; on paper, thus light.
function pictureOf(part, outermost, sheets) {
  const { width, height } = part.getBoundingClientRect();
  const [wide, high] = [Math.ceil(Math.max(width, part.scrollWidth)), Math.ceil(height)];
  const [across, down] = [wide + 2 * MARGIN, high + 2 * MARGIN];
  let whole = part.cloneNode(true);
  for (let around = part.parentElement; around !== outermost; around = around.parentElement) {
    const shell = around.cloneNode(false);
    shell.style.cssText = `display: block; margin: 0; padding: 0; border: 0; overflow: visible; color-scheme: light; font-size: ${getComputedStyle(part).fontSize}`;
    shell.append(whole);
    whole = shell;
  }
  const style = document.createElement("style");
  style.textContent = sheets.join("");
  whole.prepend(style);
  const drawn = new XMLSerializer().serializeToString(whole);
  return { across, down, svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}"><foreignObject x="${MARGIN}" y="${MARGIN}" width="${wide}" height="${high + MARGIN}">${drawn}</foreignObject></svg>` };
}
