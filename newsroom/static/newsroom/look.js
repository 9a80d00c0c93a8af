// Asks the server, when typing has stopped, what is still to do before the story goes out, and for the preview when its pane
// is open. Nothing is stored by that. A keystroke does no more here than set a timer.
import { calm } from "./desk.js";
import { editable, form } from "./fields.js";
import { TOKEN, token } from "./token.js";

const card = document.getElementById("checks");
const words = document.getElementById("wordcount");
const PAUSE_MS = 400;
const WORDS_A_MINUTE = 230;
const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 0));

// A new story gets its own address with its first autosave, so the form is asked for it each time.
export const addressOf = (page) => form.getAttribute("action").replace(/(add|change)\/$/, `${page}/`);

// 1. One question at a time; what changed meanwhile is asked afterwards, so that the newest wins.
let timer, isAsking = false, isAskedAgain = false;

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
}
export async function ask() {
  clearTimeout(timer);
  if (isAsking) { isAskedAgain = true; return; }
  isAsking = true;
  idle(count);
  try {
    const typed = new FormData(form);
    typed.set(TOKEN, token());
    const response = await fetch(`${addressOf("look")}${"previewing" in form.dataset ? "?page=1" : ""}`, { method: "POST", body: typed, redirect: "manual" });
    if (!response.ok) throw new Error(response.statusText);
    const { checks, page } = await response.json();
    showChecks(checks);
    tell({ page });
  } catch {
    tell({ failed: true });
  } finally {
    isAsking = false;
    if (isAskedAgain) { isAskedAgain = false; ask(); }
  }
}
const tell = (detail) => form.dispatchEvent(new CustomEvent("story:looked", { detail }));
form.addEventListener("story:changed", later);
// What is saved now brings a new page along, with its own list.
form.addEventListener("submit", () => clearTimeout(timer));

// 2. The new list in the place of the old one: only what differs, so that focus stays, and the count alone is read out.
function showChecks(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const held = card.contains(document.activeElement) ? document.activeElement.dataset.check : undefined;
  for (const part of [".checks", ".count"]) {
    const [old, now] = [card.querySelector(part), fresh.querySelector(part)];
    if (old.innerHTML === now.innerHTML) continue;
    old.className = now.className;
    old.replaceChildren(...now.childNodes);
  }
  if (held === undefined || card.contains(document.activeElement)) return;
  // What had the focus is put right and gone: the next line takes it, else the card.
  (card.querySelector(`[data-check="${CSS.escape(held)}"]`) ?? card.querySelector(".checks a") ?? card.querySelector("summary")).focus({ preventScroll: true });
}

// 3. A check of the text leads to the very paragraph or link and selects it.
card.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-kind]");
  const spot = link && spotOf(link.dataset);
  if (!spot) return;
  event.preventDefault();
  event.stopPropagation();
  editable().focus({ preventScroll: true });
  getSelection().selectAllChildren(spot);
  spot.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
});
function spotOf({ kind, place }) {
  const spots = [...editable()?.querySelectorAll(kind === "a" ? "a[href]" : "p") ?? []];
  return spots.filter((spot) => kind === "a" || spot.textContent.trim())[place];
}

// 4. Words and reading time, as the server counts them: by paragraph, without asking the browser for the layout.
function count() {
  if (!editable()) return;
  let number = 0;
  editable().querySelectorAll("p, h2, h3, figcaption, caption").forEach((block) => { number += block.textContent.match(/\S+/g)?.length ?? 0; });
  words.textContent = number ? `${number} word${number === 1 ? "" : "s"}, ${Math.max(1, Math.round(number / WORDS_A_MINUTE))} min to read` : "";
}
