// What is typed and not yet on the server is kept in the browser, by account, story and window. That of a new
// story says on which page it was typed: a page begins one story, which may have the text by now.
import { TOKEN } from "./token.js";

export const windowName = globalThis.crypto?.randomUUID?.() ?? Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join("-");

const prefix = (user, story) => `kept:${user}:${story || "new"}:`;
// The base stays with the copy: what this window never changed is no text that it kept.
const notKept = [TOKEN, "user", "version", "begun_on"];

// A window holds a lock of its copy's name, so that others know that somebody still writes there.
let held;
function hold(name) {
  if (held === name || !navigator.locks) return;
  held = name;
  navigator.locks.request(name, () => new Promise(() => {})).catch(() => {});
}

// Returns whether it could be kept.
export function keep(user, story, data) {
  const name = prefix(user, story) + windowName;
  hold(name);
  const fields = [...data].filter(([key, value]) => typeof value === "string" && !notKept.includes(key) && !/^(seen|choice)-/.test(key));
  try {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), page: story ? "" : data.get("begun_on"), fields }));
    return true;
  } catch {
    // Full, or not allowed: the server's copy is all there is.
    return false;
  }
}

export function forget(name) {
  try { localStorage.removeItem(name); } catch { /* not allowed */ }
}
export const forgetOwn = (user, story) => forget(prefix(user, story) + windowName);

// A copy goes out with a save by hand, and the tab's next page knows which: one that shows the text again keeps it itself.
export function goesOut(user, story) {
  try { sessionStorage.setItem("sent-copy", prefix(user, story) + windowName); } catch { /* not allowed */ }
}
export function sentBefore() {
  try {
    const name = sessionStorage.getItem("sent-copy");
    sessionStorage.removeItem("sent-copy");
    return name;
  } catch { return null; }
}

// Copies of a story that no open window holds, also those of the page that began it, the newest first, as {name, at, page,
// fields}.
export async function left(user, story, page) {
  const open = new Set((await navigator.locks?.query().catch(() => null))?.held.map((lock) => lock.name) ?? []);
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      const isOurs = name.startsWith(prefix(user, story));
      if (!(isOurs || name.startsWith(prefix(user, ""))) || open.has(name)) continue;
      try {
        const copy = { name, ...JSON.parse(localStorage.getItem(name)) };
        if (isOurs || (page && copy.page === page)) found.push(copy);
      } catch { forget(name); }
    }
  } catch { /* not allowed */ }
  return found.sort((one, two) => two.at - one.at);
}
