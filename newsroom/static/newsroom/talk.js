// Puts the one form under the comment that is answered, and keeps what is typed in this tab until it has arrived.
const place = document.querySelector("[data-leave]");
const form = place?.querySelector("form");

const kept = (action) => `talk:${new URL(action, location.href).pathname}`;

function remember(name, text) {
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch { /* full, or not allowed: the form itself still has it */ }
}

function recall(name) {
  try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; }
}

// The writer's own page shows what has arrived. Other words begun since are kept.
const bare = (words) => words.replace(/\s/g, "");
for (const arrived of document.querySelectorAll("[data-arrived]")) {
  const name = kept(arrived.dataset.arrived);
  if (bare(recall(name)) === bare(arrived.querySelector(".comment-text").textContent)) remember(name, "");
}

if (form) {
  const name = kept(form.action);
  const text = form.elements.body;
  const parent = form.elements.parent;
  const answers = form.querySelector("[data-answers]");
  const to = form.querySelector("[data-to]");
  const home = document.createComment("the form");
  place.before(home);
  let link = null;

  if (!text.value) text.value = recall(name);
  text.addEventListener("input", () => remember(name, text.value));

  const quoted = () => form.querySelector("[data-quoted]")?.remove();

  function reply(pressed) {
    const comment = pressed.closest(".comment");
    link = pressed;
    parent.value = pressed.dataset.reply;
    to.href = `#${comment.id}`;
    to.querySelector("bdi").textContent = comment.querySelector(".comment-head bdi").textContent;
    quoted();
    answers.hidden = false;
    comment.after(place);
    text.focus();
  }

  function cancel() {
    parent.value = "";
    answers.hidden = true;
    quoted();
    home.after(place);
    if (link) link.focus();
    else text.focus();
    link = null;
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const pressed = event.target.closest?.("[data-reply]");
    const wayBack = event.target.closest?.("[data-cancel]");
    if (!pressed && !wayBack) return;
    event.preventDefault();
    if (pressed) reply(pressed);
    else cancel();
  });

  form.addEventListener("keydown", (event) => {
    // Words are never taken away by a key that is so easily pressed.
    if (event.key === "Escape" && !event.isComposing && !answers.hidden && !text.value.trim()) cancel();
  });
}
