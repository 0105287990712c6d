// The pictures of a fit: a title that is opened asks the kernel for its picture, once for each model that is shown.

function picturesOf(el, model) {
  const lost = "There is no kernel to draw the picture: run the cell again.";
  el.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches?.("[data-lm-picture]") || !target.open || target.dataset.lmAsked) return;
      target.dataset.lmAsked = "true";
      try {
        if (el.closest(".jupyter-widgets-disconnected")) throw Error(lost);
        model.send({ picture: Number(target.dataset.lmPicture) });
      } catch {
        target.lastElementChild.textContent = lost;
      }
    },
    true // `toggle` does not bubble
  );
  return ({ picture, image, words }) => {
    const place = el.querySelector(`[data-lm-picture="${Number(picture)}"]`)?.lastElementChild;
    if (!place) return;
    place.textContent = image ? "" : words;
    if (image) place.append(Object.assign(document.createElement("img"), { src: image, alt: words }));
  };
}
