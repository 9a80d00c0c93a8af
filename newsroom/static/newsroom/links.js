// The card of preview links: “Copy” puts an address on the clipboard. Without this, or without leave, it is selected by hand.
import { toast } from "./desk.js";

document.getElementById("links")?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const address = button.parentElement.querySelector("input");
  try {
    await navigator.clipboard.writeText(address.value);
    toast("The address is copied. Whoever has it can read the draft.");
  } catch {
    address.select();
    toast("The address is selected. Press Ctrl+C to copy it.");
  }
});
document.querySelectorAll("#links .copying input").forEach((address) => address.addEventListener("focus", () => address.select()));

// The last day is asked for only where the end is a day of one's own.
const lasts = document.getElementById("id_link-lasts");
const day = document.getElementById("id_link-last_day")?.closest(".labelled");
function fit() { day.hidden = lasts.value !== "day" && !day.classList.contains("wrong"); }
if (lasts && day) { lasts.addEventListener("change", fit); fit(); }
