// A reader's page in a frame of the desk: at the width of a phone, a tablet or a desktop, scaled to fit, and with nothing in
// it that leads away or sends anything.

export function stage(box, { remember }) {
  const view = box.querySelector("[data-view]");
  const frame = view.querySelector("iframe");
  const scale = box.querySelector("[data-scale]");
  const widths = [...box.querySelectorAll("[data-width]")];
  let chosen = widths.find((button) => button.dataset.width === localStorage.getItem(remember)) ?? (innerWidth < 760 ? widths[0] : widths.at(-1));

  function fit() {
    widths.forEach((button) => button.setAttribute("aria-pressed", button === chosen));
    if (!view.clientWidth) return;
    const width = Number(chosen.dataset.width);
    const factor = Math.min(1, view.clientWidth / width);
    Object.assign(frame.style, { width: `${width}px`, height: `${view.clientHeight / factor}px`, transform: `scale(${factor})`, marginInlineStart: `${Math.max(0, (view.clientWidth - width * factor) / 2)}px` });
    const words = `${chosen.textContent}, ${width} pixels wide${factor < 1 ? `, shown at ${Math.round(factor * 100)} %` : ""}`;
    if (scale.textContent !== words) scale.textContent = words;
  }
  widths.forEach((button) => button.addEventListener("click", () => {
    chosen = button;
    localStorage.setItem(remember, button.dataset.width);
    fit();
  }));
  new ResizeObserver(fit).observe(view);
  frame.addEventListener("load", () => tame(frame.contentDocument));
  tame(frame.contentDocument);
  fit();
  return frame;
}

// A link opens in a window of its own, one within the page moves the page; a form goes nowhere.
function tame(page) {
  if (!page?.documentElement || page.documentElement.dataset.tame) return;
  page.documentElement.dataset.tame = "yes";
  page.addEventListener("submit", (event) => event.preventDefault(), true);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(link.href, "_blank", "noopener");
  }, true);
}

// Makes the nodes of `old` what those of `now` are, and leaves alone what is the same: nothing is loaded twice, nothing jumps.
export function become(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeType !== now.nodeType || old.nodeName !== now.nodeName) { old.replaceWith(old.ownerDocument.importNode(now, true)); return; }
  if (old.nodeType !== Node.ELEMENT_NODE) { old.data = now.data; return; }
  [...old.attributes].forEach(({ name }) => now.hasAttribute(name) || old.removeAttribute(name));
  [...now.attributes].forEach(({ name, value }) => old.getAttribute(name) === value || old.setAttribute(name, value));
  const [have, want] = [[...old.childNodes], [...now.childNodes]];
  // What stands the same at both ends stays: a paragraph put in between moves the others, and changes none.
  let first = 0, last = 0;
  while (first < Math.min(have.length, want.length) && have[first].isEqualNode(want[first])) first += 1;
  while (last < Math.min(have.length, want.length) - first && have.at(-1 - last).isEqualNode(want.at(-1 - last))) last += 1;
  const [haveHere, wantHere] = [have.slice(first, have.length - last), want.slice(first, want.length - last)];
  const end = have[have.length - last] ?? null;
  wantHere.forEach((node, place) => (place < haveHere.length ? become(haveHere[place], node) : old.insertBefore(old.ownerDocument.importNode(node, true), end)));
  haveHere.slice(wantHere.length).forEach((node) => node.remove());
}
