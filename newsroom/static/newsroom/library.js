// The library in a dialog, searched and paged by fetch, where a story or a front gets its photo.
import { aim } from "./desk.js";

const library = document.getElementById("library");
const shelf = library.querySelector("[data-photos]");
let address, choose, asked = 0, pause;

// Open the library that answers at `from`; `chosen` gets the data of the photo picked and the address of its small copy.
export function openLibrary(from, chosen) {
  [address, choose] = [from, chosen];
  library.showModal();
  show("");
}

async function show(search) {
  const mine = ++asked;
  const query = new URLSearchParams(search);
  query.set("fragment", "1");
  try {
    const response = await fetch(`${address}?${query}`, { headers: { accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return;
    const typing = shelf.querySelector("input:focus");
    shelf.replaceChildren(...page.body.childNodes);
    aim(shelf);
    if (typing) { const field = shelf.querySelector("[type=search]"); field.focus(); field.setSelectionRange(field.value.length, field.value.length); }
    else if (query.has("page")) shelf.querySelector(".pick")?.focus();
  } catch {
    if (mine === asked) shelf.textContent = "The library did not answer. Save what you have, then load the page again.";
  }
}

shelf.addEventListener("input", (event) => {
  clearTimeout(pause);
  if (!event.isComposing) pause = setTimeout(() => show(new URLSearchParams({ q: event.target.value })), 250);
});
shelf.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); show(new FormData(event.target)); });
library.addEventListener("click", (event) => {
  if (event.target === library) { library.close(); return; }
  const page = event.target.closest(".paginator a");
  if (page) { event.preventDefault(); show(page.search); }
  const pick = event.target.closest("[data-pick]");
  if (pick) { choose(pick.dataset, pick.querySelector("img").src); library.close(); }
});
