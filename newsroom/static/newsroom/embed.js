// Videos of other sites: a click puts the player in the place of its card. Before that nothing is loaded from there.
document.documentElement.classList.add("plays");
document.addEventListener("click", (event) => {
  const card = event.target.closest(".embed[data-player]");
  const isOtherClick = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  // Where it plays already, its title leads to the original.
  const button = card?.querySelector("button");
  if (!button || isOtherClick || !event.target.closest("a, button")) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.title = card.querySelector(".embed-title").textContent;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // The players refuse to play for a page that doesn't say which site it is; they learn that and no more.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = card.dataset.player;
  button.replaceWith(frame);
  card.classList.add("is-playing");
  frame.focus();
});
