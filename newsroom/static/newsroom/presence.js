// Who else has the story open: this window reports every ten seconds, and learns of the others and of newer versions.
import { form } from "./fields.js";
import { windowName } from "./kept.js";
import { TOKEN, token } from "./token.js";

const here = document.getElementById("here");
const EVERY = 10_000;
let typedAt = 0;
let stopped = false;

function report(more = {}) {
  return new URLSearchParams({ [TOKEN]: token(), window: windowName, ...(Date.now() - typedAt < 15_000 ? { is_writing: "1" } : {}), ...more });
}
async function ping() {
  const address = here.dataset.ping;
  if (!address || stopped) return;
  const response = await fetch(address, { method: "POST", body: report(), redirect: "manual" }).catch(() => null);
  if (response?.type === "opaqueredirect") { form?.dispatchEvent(new CustomEvent("story:loggedout")); return; }
  const answer = await response?.json().catch(() => null);
  if (response?.status === 410) { stopped = true; form?.dispatchEvent(new CustomEvent("story:gone", { detail: answer?.words })); return; }
  if (response?.status === 403 && answer?.words) { stopped = true; here.replaceChildren(); return; }
  if (response?.ok && answer) show(answer);
}
function show(answer) {
  const page = document.createElement("template");
  page.innerHTML = answer.html;
  if (here.textContent.trim() !== page.content.textContent.trim()) here.replaceChildren(page.content);
  const line = document.getElementById("here_line");
  if (line) {
    line.hidden = !answer.line;
    const words = line.querySelector("span");
    if (answer.line && words.textContent !== answer.line && !typedAt) words.textContent = answer.line;
  }
  const shown = Number(form?.elements.version.value ?? here.dataset.version);
  if (answer.version <= shown) return;
  if (form) form.dispatchEvent(new CustomEvent("story:newer", { detail: answer }));
  else newer(answer);
}
// Who only reads is told, with a way to the newest text.
function newer(answer) {
  here.dataset.version = answer.version;
  const link = Object.assign(document.createElement("a"), { href: location.href, textContent: "Show it" });
  document.getElementById("saved").replaceChildren(`${answer.saved_by} saved a newer version. `, link);
}
form?.addEventListener("story:changed", () => {
  if ("quiet" in form.dataset) return;
  const wasQuiet = Date.now() - typedAt > 15_000;
  typedAt = Date.now();
  if (wasQuiet) ping();
});
form?.addEventListener("story:begun", ping);
addEventListener("pagehide", () => { if (here.dataset.ping) navigator.sendBeacon(here.dataset.ping, report({ is_leaving: "1" })); });
addEventListener("pageshow", (event) => { if (event.persisted) ping(); });
ping();
setInterval(ping, EVERY);
