// The pane beside the text with the page as readers will see it: opened by its button or Alt+Shift+P, remembered in this browser.
import { form } from "./fields.js";
import { become, stage } from "./frame.js";
import { addressOf, ask } from "./look.js";

const pane = document.getElementById("preview");
const button = document.getElementById("preview-button");
const grid = form.querySelector(".storygrid");
const behind = pane.querySelector("[data-behind]");
const OPEN = "preview-open", WIDTH = "preview-width";
// Where there is no room beside the text the pane covers it, and what lies below can't be reached.
const narrow = matchMedia("(max-width: 62.5rem)");
// What the server answered last, as a document of its own.
let newest = null;
const frame = stage(pane, { remember: WIDTH });

function show(isOpen) {
  pane.hidden = !isOpen;
  grid.classList.toggle("previewing", isOpen);
  button.setAttribute("aria-expanded", isOpen);
  form.toggleAttribute("data-previewing", isOpen);
  cover();
  if (!isOpen) return;
  if (!frame.hasAttribute("src")) frame.src = pane.dataset.src;
  ask();
}
function cover() {
  const isCovered = narrow.matches && !pane.hidden;
  [form.querySelector(".storybar"), grid.querySelector(".sheet"), grid.querySelector(".storyside"), document.getElementById("header"), document.getElementById("rail")].forEach((part) => part?.toggleAttribute("inert", isCovered));
  document.documentElement.classList.toggle("covered", isCovered);
}
narrow.addEventListener("change", cover);

frame.addEventListener("load", () => {
  frame.contentDocument?.addEventListener("keydown", keys);
  fill();
});
function open() {
  localStorage.setItem(OPEN, "yes");
  show(true);
  if (narrow.matches) pane.querySelector("[data-close]").focus();
}
function close() {
  localStorage.removeItem(OPEN);
  const wasInside = pane.contains(document.activeElement);
  show(false);
  if (wasInside) button.focus();
}
button.addEventListener("click", () => (pane.hidden ? open() : close()));
pane.querySelector("[data-close]").addEventListener("click", close);
function keys(event) {
  if (event.altKey && event.shiftKey && event.code === "KeyP" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    pane.hidden ? open() : close();
  } else if (event.key === "Escape" && (event.target.ownerDocument !== document || pane.contains(event.target))) {
    close();
  }
}
document.addEventListener("keydown", keys);

// The newest page goes into the frame's own, piece by piece, so that it stays where it was scrolled to.
function fill() {
  const main = frame.contentDocument?.getElementById("main");
  const now = newest?.getElementById("main");
  if (!main || !now) return;
  become(main, now);
  frame.contentDocument.title = newest.title;
  frame.dispatchEvent(new CustomEvent("preview:filled", { bubbles: true }));
}
form.addEventListener("story:looked", ({ detail: { page, failed } }) => {
  if (pane.hidden) return;
  behind.hidden = !failed;
  behind.textContent = failed ? "The desk does not answer, so this is not your newest text." : "";
  if (!page) return;
  newest = new DOMParser().parseFromString(page, "text/html");
  fill();
  const link = pane.querySelector("[data-window]");
  link.hidden = form.getAttribute("action").endsWith("/add/");
  link.href = addressOf("preview");
});

if (localStorage.getItem(OPEN) && !narrow.matches) show(true);
