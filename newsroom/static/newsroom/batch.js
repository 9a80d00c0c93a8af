// Drives a batch from its page: posts one step after the other and shows how far it is. Without it, “Go on” does one.
import { grouped } from "./words.js";

const place = document.querySelector("[data-batch]");
const form = place?.querySelector("[data-goon]");
const said = place?.querySelector("[data-said]");
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
let stopped = false;

function show(told) {
  const moved = told.done + told.passed_over;
  place.querySelector("progress").value = moved;
  const parts = { "[data-moved]": moved, "[data-done]": told.done, "[data-passed]": told.passed_over, "[data-left]": told.left };
  Object.entries(parts).forEach(([name, value]) => { place.querySelector(name).textContent = grouped(value); });
}

async function step() {
  const answer = await fetch(place.dataset.batch, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function drive() {
  let failures = 0, before = -1;
  form.hidden = true;
  while (!stopped) {
    try {
      const told = await step();
      failures = 0;
      if (stopped) return;
      show(told);
      // The page as it is afterwards: what was done, and the button that takes it back.
      if (told.ended) return location.reload();
      said.textContent = "";
      // Somebody else’s page is at it: look again in a moment.
      if (told.left === before) await wait(700);
      before = told.left;
    } catch {
      failures += 1;
      if (failures > 5) break;
      said.textContent = "The server could not be reached. Trying again…";
      await wait(1000 * failures);
    }
  }
  if (stopped) return;
  form.hidden = false;
  said.textContent = "The server could not be reached. What is done stays; go on when it is back.";
}

if (form) {
  place.addEventListener("submit", () => { stopped = true; });
  addEventListener("pagehide", () => { stopped = true; });
  drive();
}
