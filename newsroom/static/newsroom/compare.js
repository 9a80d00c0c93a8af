// Steps from change to change: K and J, or the two buttons. Without it the list of links does the same.

const changes = [...document.querySelectorAll(".change")];

function step(by) {
  const here = changes.indexOf(document.activeElement.closest(".change"));
  const next = changes[here < 0 ? (by > 0 ? 0 : changes.length - 1) : (here + by + changes.length) % changes.length];
  next?.focus();
  next?.scrollIntoView({ block: "start" });
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}

document.addEventListener("keydown", (event) => {
  const by = { j: 1, k: -1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  step(by);
});
