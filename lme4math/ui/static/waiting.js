// What stands beside the table while an edit waits for its answer. Once the kernel has said that it is at work, a sign of
// progress appears after a second, with a button that interrupts the kernel where the host lets a widget do so. Where the
// kernel says nothing, that is said.

const PATIENCE = 3000; // milliseconds until the reader is told that the kernel has not answered
const UNSEEN = 1000; // milliseconds of work that are not worth a sign

function awaiting(el, { model, tell }) {
  let silence, sign;
  const done = () => {
    clearTimeout(silence);
    clearTimeout(sign);
    el.querySelector(".lm-working")?.remove();
  };
  const begin = () => {
    done();
    tell("");
    silence = setTimeout(() => tell("The kernel has not answered yet: it is busy, or has stopped."), PATIENCE);
  };
  const atWork = () => {
    done();
    tell("");
    sign = setTimeout(show, UNSEEN);
  };
  const show = () => {
    const working = document.createElement("p");
    working.className = "lm-working";
    working.setAttribute("role", "status");
    const stop = document.createElement("button");
    stop.type = "button";
    stop.textContent = "Stop";
    stop.addEventListener("click", () => interrupt(stop));
    working.append("The changed model is being computed.", document.createElement("progress"), stop);
    el.querySelector(".lm-undo")?.append(working);
  };
  // The kernel answers an interruption itself: that the model stays as it is.
  const interrupt = async (stop) => {
    stop.disabled = true;
    try {
      await model.widget_manager.kernel.interrupt();
    } catch {
      tell("Press the stop button of the notebook (Interrupt kernel): the model then stays as it is.");
    }
  };
  return { begin, atWork, done };
}
