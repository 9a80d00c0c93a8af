// A front: stories are dragged into its slots, or moved by buttons and keys. What is sent are the fields of each card;
// this script writes their slot and place, and asks the server for cards of stories that are put there anew.
import { aim, toast } from "./desk.js";
import { openLibrary } from "./library.js";

const form = document.getElementById("front_form");
const slots = [...form.querySelectorAll("[data-slot]")];
const said = document.getElementById("said");
const lists = slots.map((slot) => slot.querySelector("[data-cards]"));
const cards = (list) => [...list.querySelectorAll("[data-placed]:not([hidden])")];
const slotOf = (element) => element.closest("[data-slot]");
const nameOf = (slot) => slot.querySelector("h2").textContent;
const field = (card, name) => card.querySelector(`[name$="-${name}"]`);
const say = (words) => { said.textContent = words; };
let sending = false;

// 1. The fields follow the order on the page, and what fills itself gives way.
function number() {
  const placed = new Set(lists.flatMap(cards).map((card) => card.dataset.article));
  slots.forEach((slot, place) => {
    const here = cards(lists[place]);
    here.forEach((card, index) => { field(card, "slot").value = slot.dataset.slot; field(card, "position").value = (index + 1) * 10; });
    let free = Number(slot.dataset.room) - here.length;
    slot.querySelectorAll("[data-itself]").forEach((item) => { item.hidden = placed.has(item.dataset.story) || free-- <= 0; });
    slot.classList.toggle("full", here.length > Number(slot.dataset.room));
  });
}
function changed() {
  number();
  form.dataset.changed = "";
  form.querySelector("[data-unsaved]").hidden = false;
}

function put(card, list, before = null) {
  list.insertBefore(card, before);
  changed();
  const slot = slotOf(list);
  say(`“${card.dataset.headline}”: ${nameOf(slot)}, ${cards(list).indexOf(card) + 1} of ${cards(list).length}`);
}

function step(card, way) {
  const place = lists.indexOf(card.parentElement);
  const here = cards(lists[place]);
  const index = here.indexOf(card);
  if (way < 0 && index > 0) return put(card, lists[place], here[index - 1]);
  if (way > 0 && index < here.length - 1) return put(card, lists[place], here[index + 2] ?? null);
  const next = lists[place + way];
  if (next) put(card, next, way > 0 ? next.firstElementChild : null);
}

function takeOff(card) {
  const { nextSibling: next, parentElement: list } = card;
  const neighbour = cards(list)[cards(list).indexOf(card) + 1] ?? cards(list)[cards(list).indexOf(card) - 1];
  card.hidden = true;
  field(card, "DELETE").checked = true;
  changed();
  (neighbour?.querySelector("[data-handle]") ?? form.querySelector("[name=q]")).focus();
  toast(`“${card.dataset.headline}” is off the front once you save.`, { undo: () => { field(card, "DELETE").checked = false; card.hidden = false; list.insertBefore(card, next); changed(); card.querySelector("[data-handle]").focus(); } });
}

const moves = { up: (card) => step(card, -1), down: (card) => step(card, 1), lead: (card) => put(card, lists[0], lists[0].firstElementChild), off: takeOff };
const KEYS = { ArrowUp: "up", ArrowDown: "down", Home: "lead", Delete: "off" };

form.addEventListener("keydown", (event) => {
  const move = KEYS[event.key];
  if (!move || !event.target.closest("[data-handle]") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  moves[move](event.target.closest("[data-placed]"));
  event.target.focus();
});

// 2. A story is put there anew.
async function add(story, list, before = null) {
  try {
    const response = await fetch(`${form.dataset.card}?article=${story}`, { headers: { accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const total = form.querySelector("[name$=TOTAL_FORMS]");
    const page = new DOMParser().parseFromString((await response.text()).replaceAll("__prefix__", total.value), "text/html");
    const card = page.querySelector("[data-placed]");
    total.value = Number(total.value) + 1;
    put(card, list, before);
    aim(card);
    card.querySelector("[data-handle]").focus();
  } catch {
    toast("The story could not be put there. Look at the connection, then try again.", { kind: "error" });
  }
}

form.addEventListener("click", (event) => {
  const move = event.target.closest("[data-move]");
  if (move) {
    moves[move.dataset.move](move.closest("[data-placed]"));
    if (move.dataset.move !== "off") move.focus();
  }
  const into = event.target.closest("[data-into]");
  if (into) {
    event.preventDefault();
    add(into.closest("[data-story]").dataset.story, lists[slots.findIndex((slot) => slot.dataset.slot === into.dataset.into)]);
  }
});

// 3. Dragging.
let dragged = null;
const end = () => {
  form.querySelectorAll(".over, .before, .dragged").forEach((element) => element.classList.remove("over", "before", "dragged"));
  dragged = null;
};
const below = (event, list) => cards(list).find((card) => card !== dragged && event.clientY < card.getBoundingClientRect().top + card.querySelector("[data-drag]").offsetHeight / 2);

form.addEventListener("dragstart", (event) => {
  const handle = event.target.closest?.("[data-drag], [data-story]");
  if (!handle) return;
  dragged = handle.closest("[data-placed]") ?? handle;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.headline);
  dragged.classList.add("dragged");
});
form.addEventListener("dragend", end);
form.addEventListener("dragover", (event) => {
  const slot = dragged && slotOf(event.target);
  form.querySelectorAll(".over, .before").forEach((element) => element.classList.remove("over", "before"));
  if (!slot) return;
  event.preventDefault();
  slot.classList.add("over");
  below(event, slot.querySelector("[data-cards]"))?.classList.add("before");
});
form.addEventListener("drop", (event) => {
  const slot = dragged && slotOf(event.target);
  if (!slot) return;
  event.preventDefault();
  const list = slot.querySelector("[data-cards]");
  const before = below(event, list) ?? null;
  if (dragged.matches("[data-placed]")) put(dragged, list, before);
  else add(dragged.dataset.story, list, before);
  end();
});

// 4. Searching stories.
const words = form.querySelector("[name=q]");
const found = form.querySelector("[data-found]");
let pause, asked = 0;
async function search() {
  const mine = ++asked;
  try {
    const response = await fetch(`${form.dataset.stories}?${new URLSearchParams({ q: words.value })}`, { headers: { accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return;
    found.replaceChildren(...page.body.childNodes);
    aim(found);
    say(`${found.querySelectorAll("[data-story]").length} stories`);
  } catch {
    if (mine === asked) found.textContent = "The search did not answer. Try it again.";
  }
}
words.addEventListener("input", (event) => { clearTimeout(pause); if (!event.isComposing) pause = setTimeout(search, 250); });
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  if (event.target === words) { clearTimeout(pause); search(); }
});

// 5. Another photo for this front, chosen from the library.
let card = null;
function choose(photo, small) {
  field(card, "photo").value = photo?.pick ?? "";
  card.querySelector("[data-nophoto]").hidden = !photo;
  const thumb = card.querySelector("[data-thumb]");
  card.ownThumb ??= [...thumb.childNodes];
  thumb.replaceChildren(...(photo ? [Object.assign(new Image(), { className: "thumb", src: small, alt: "" })] : card.ownThumb));
  changed();
}
form.addEventListener("click", (event) => {
  card = event.target.closest("[data-placed]") ?? card;
  if (event.target.closest("[data-open=library]")) openLibrary(form.dataset.photos, choose);
  if (event.target.closest("[data-nophoto]")) { choose(null); card.querySelector("[data-open=library]").focus(); }
});

// 6. What is typed shows on its card, and is not lost by leaving.
form.addEventListener("input", (event) => {
  if (event.target.name === "q" || event.target.name === "at_typed") return;
  if (event.target.name.endsWith("-headline")) {
    const shown = event.target.closest("[data-placed]").querySelector("[data-shown]");
    shown.textContent = event.target.value.trim() || shown.dataset.own;
  }
  changed();
});
form.addEventListener("submit", (event) => { sending = event.submitter?.name === "_save"; });
addEventListener("beforeunload", (event) => { if ("changed" in form.dataset && !sending) event.preventDefault(); });
if ("changed" in form.dataset) form.querySelector("[data-unsaved]").hidden = false;
number();
document.querySelector("#clashes, #problems")?.focus();
