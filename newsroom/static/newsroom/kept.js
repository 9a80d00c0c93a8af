// What is typed and not yet on the server is kept in the browser, by account, story and window.
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

export function keep(user, story, data) {
  const name = prefix(user, story) + windowName;
  hold(name);
  const fields = [...data].filter(([key, value]) => typeof value === "string" && !notKept.includes(key) && !/^(seen|choice)-/.test(key));
  try {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
  } catch {
    // Full, or not allowed: the server's copy is all there is.
  }
}

export function forget(name) {
  try { localStorage.removeItem(name); } catch { /* not allowed */ }
}
export const forgetOwn = (user, story) => forget(prefix(user, story) + windowName);

// Copies of a story that no open window holds, the newest first, as {name, at, fields}.
export async function left(user, story) {
  const open = new Set((await navigator.locks?.query().catch(() => null))?.held.map((lock) => lock.name) ?? []);
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix(user, story)) || open.has(name)) continue;
      try { found.push({ name, ...JSON.parse(localStorage.getItem(name)) }); } catch { forget(name); }
    }
  } catch { /* not allowed */ }
  return found.sort((one, two) => two.at - one.at);
}
