// The calendar: dragging an entry to another day or hour, keys to go on, copying the feed's address.
// Every entry can be moved by its own form too, which this one fills in and sends.
const calendar = document.querySelector(".calendar");

// On a phone days stand better one below the other, unless the address asks for something else.
if ("default" in calendar.dataset && matchMedia("(max-width: 47.5rem)").matches) {
  const address = new URL(location.href);
  address.searchParams.set("view", "list");
  location.replace(address);
}

let dragged = null;
const spotOf = (event) => dragged && event.target.closest?.("[data-day]");

calendar.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".entry[draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector(".entryhead").textContent.trim());
  dragged.classList.add("dragged");
});
calendar.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  calendar.querySelector(".over")?.classList.remove("over");
  dragged = null;
});
calendar.addEventListener("dragover", (event) => {
  const spot = spotOf(event);
  if (!spot) return;
  event.preventDefault();
  if (!spot.classList.contains("over")) {
    calendar.querySelector(".over")?.classList.remove("over");
    spot.classList.add("over");
  }
});
calendar.addEventListener("drop", (event) => {
  const spot = spotOf(event);
  if (!spot) return;
  event.preventDefault();
  const [day, time] = dragged.dataset.at.split("T");
  const { day: to, hour } = spot.dataset;
  const moment = `${to}T${hour ?? time.slice(0, 2)}:${time.slice(3)}`;
  if (moment === `${day}T${time}`) return;
  const form = dragged.querySelector(".moving form");
  form.elements.to.value = moment;
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [popover], .weekscroll:focus")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const link = calendar.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (link) { event.preventDefault(); link.click(); }
});

// The cursor stands in the field as soon as a form to move opens.
calendar.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("[name=to]")?.focus();
}, true);

const subscribe = document.getElementById("subscribe");
if (location.hash === "#subscribe") {
  subscribe.showPopover();
  history.replaceState(null, "", location.pathname + location.search);
}
subscribe.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = "Copied";
  });
});
