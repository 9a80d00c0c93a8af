// Autosave: what is typed goes to the server by itself, and into the browser until the server has it. The saved mark says
// Saved only of what the server said it has.
import { boxOf, collect, editor, entry, form, put } from "./fields.js";
import { forget, forgetOwn, goesOut, keep, left, sentBefore } from "./kept.js";
import { TOKEN, token } from "./token.js";
import { ago, inWords } from "./words.js";

const saved = document.getElementById("saved");
const news = document.getElementById("news");
const { user } = form.dataset;
const idle = Number(form.dataset.idle);
const most = Number(form.dataset.most);
const PAUSES = [2, 4, 8, 15, 30].map((seconds) => seconds * 1000);

let edits = "unsaved" in form.dataset ? 1 : 0; // how often the story was touched, and
let stored = 0; // how many of these the server has
let pending = null; // what was sent and may or may not have arrived: it is sent again, unchanged, before anything else
let busy = null; // the request under way
let timer, copyTimer, since, firstUnsaved;
let failures = 0;
let stopped = false; // the server said that it will take nothing more
let loggedOut = false;
let leaving = false;
let wrong = false; // a field that the server could not store
let isQuiet = false; // values are being put in by us
let asked = false; // somebody else saved: ask what, even if nothing was typed
const waiting = new Set(); // fields that somebody else changed, and that the page does not show yet

// The saved mark

since = saved.dataset.saved ? Date.parse(saved.dataset.saved) : null;
function mark(words, isWrong = false) {
  saved.classList.toggle("unsaved", isWrong);
  if (saved.textContent !== words) saved.textContent = words;
}
function tick() {
  if (isUnsaved() || leaving || wrong || failures || !since) return;
  const passed = ago(since);
  if (passed) mark(`Saved ${passed}`);
}
const isUnsaved = () => edits > stored;
if (since) tick();
setInterval(tick, 5000);

function tell(key, words, { label, action } = {}) {
  let box = news.querySelector(`[data-key="${key}"]`);
  if (!box) {
    box = document.getElementById("news_template").content.firstElementChild.cloneNode(true);
    box.dataset.key = key;
    news.append(box);
  }
  const text = box.querySelector("p");
  if (text.textContent !== words) text.textContent = words;
  const button = box.querySelector("button");
  button.hidden = !label;
  if (label) { button.textContent = label; button.onclick = action; }
  return box;
}
const untell = (key) => news.querySelector(`[data-key="${key}"]`)?.remove();

// What is typed

function keepNow() {
  clearTimeout(copyTimer);
  copyTimer = null;
  return (isUnsaved() || wrong) && keep(user, form.dataset.story, collect());
}
function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(0, wait));
}
function changed() {
  if (isQuiet) return;
  edits += 1;
  firstUnsaved ??= Date.now();
  copyTimer ??= setTimeout(keepNow, 500);
  if (stopped) return mark("Not saved", true);
  if (failures) return;
  mark("Saving…");
  plan(Math.min(idle, firstUnsaved + most - Date.now()));
}
form.addEventListener("story:changed", changed);
form.addEventListener("story:newer", () => { asked = true; if (!stopped) plan(0); });
form.addEventListener("story:gone", (event) => gone(event.detail));
form.addEventListener("story:loggedout", () => { if (!loggedOut) signedOut(); });

// To the server

// True or false, and null when the desk does not answer.
async function isLoggedOut() {
  const answer = await fetch(form.dataset.photos, { method: "HEAD", redirect: "manual", cache: "no-store" }).catch(() => null);
  return answer && answer.type === "opaqueredirect";
}

async function send() {
  clearTimeout(timer);
  if (busy) return busy;
  if (stopped || leaving) return;
  if (!pending && edits === stored && !asked) return;
  busy = deliver();
  try { await busy; } finally { busy = null; }
  if (!failures && !stopped && edits > stored && !leaving) plan(Math.min(idle, (firstUnsaved ?? Date.now()) + most - Date.now()));
}

async function deliver() {
  if (!pending) {
    pending = { data: collect(), edits };
    firstUnsaved = null;
    asked = false;
  }
  pending.data.set(TOKEN, token());
  const response = await fetch(form.dataset.autosave, { method: "POST", body: pending.data, redirect: "manual", headers: { accept: "application/json" }, signal: AbortSignal.timeout(20_000) }).catch(() => null);
  const answer = await response?.json?.().catch(() => null);
  if (response?.ok && answer) return arrived(answer, pending);
  if (response?.type === "opaqueredirect") { pending = null; return signedOut(); }
  if (response?.status === 410) { pending = null; return gone(answer?.words); }
  if (response?.status === 403 && answer?.words) { pending = null; return refused(answer.words); }
  // Refused for another reason: nothing of it was stored, so the next try may hold what is typed by then.
  if (response && response.status < 500) {
    pending = null;
    if (answer?.words) tell("words", answer.words);
    if (await isLoggedOut()) return signedOut();
  }
  later("Not saved, trying again");
}

function later(words, wait) {
  mark(words, true);
  keepNow();
  plan(wait ?? PAUSES[Math.min(failures, PAUSES.length - 1)]);
  failures += 1;
}
addEventListener("online", () => { if (failures) plan(0); });

function signedOut() {
  loggedOut = true;
  asked = true;
  later(isUnsaved() ? "Not saved: you are logged out" : "You are logged out", 10_000);
  const box = tell("login", "You are logged out. What you write is kept in this browser. Log in in a new window, and saving goes on here by itself.", { label: "Log in", action: () => open(form.dataset.login, "_blank", "noopener") });
  box.setAttribute("role", "alert");
}
new BroadcastChannel("desk").addEventListener("message", () => { if (loggedOut) plan(0); });
addEventListener("focus", () => { if (loggedOut) plan(0); });

// What can't be saved here is kept under the name of a new story, so that the page for a new one offers it.
function keepAsNew() {
  stopped = true;
  mark("Not saved", true);
  edits = Math.max(edits, stored + 1);
  forgetOwn(user, form.dataset.story);
  form.dataset.story = "";
  keepNow();
}
function gone(words) {
  keepAsNew();
  tell("gone", words ?? "This story was deleted by somebody else. What you wrote is still here.", { label: "Save as a new story", action: beginAgain });
}
function beginAgain() {
  untell("gone");
  stopped = false;
  form.dataset.autosave = form.dataset.addAutosave;
  form.action = form.dataset.add;
  form.elements.base.value = "";
  form.elements.version.value = "0";
  edits += 1;
  mark("Saving…");
  send();
}
function refused(words) {
  keepAsNew();
  tell("refused", words, { label: "Copy my text", action: () => navigator.clipboard?.writeText(editor()?.getText() ?? form.elements.body.value) });
}

// What the server said

function arrived(answer, sent) {
  pending = null;
  failures = 0;
  loggedOut = false;
  stored = sent.edits;
  ["login", "refused", "words"].forEach(untell);
  if (answer.id) {
    since = Date.parse(answer.saved_at);
    if (answer.addresses && !form.dataset.story) begun(answer);
    form.elements.version.value = answer.version;
    takeOver(answer, sent);
    tellClashes(answer.clashes);
    showStanding(answer);
  }
  if (answer.words) tell("words", answer.words);
  wrong = answer.errors.length > 0;
  const but = [...answer.errors.map(({ label, sentences }) => `${label.toLowerCase()}: ${sentences.join(" ")}`), ...(answer.clashes ?? []).map(({ label }) => label.toLowerCase())];
  if (but.length) mark(answer.id ? `Saved, except the ${but.join("; the ")}` : `Not saved yet. The ${but.join("; the ")}`, true);
  if (wrong || isUnsaved()) keepNow();
  else { clearTimeout(copyTimer); copyTimer = null; forgetOwn(user, form.dataset.story); }
  if (!but.length && !isUnsaved()) { answer.id ? tick() : mark("Not saved yet"); }
}

// The first autosave of a new story made it: the page is that story's page from now on.
function begun(answer) {
  forgetOwn(user, "");
  const { addresses } = answer;
  history.replaceState(history.state, "", addresses.change + location.hash);
  form.action = addresses.change;
  Object.assign(form.dataset, { story: answer.id, autosave: addresses.autosave, kept: addresses.kept, preview: addresses.preview });
  delete form.dataset.new;
  document.getElementById("here").dataset.ping = addresses.presence;
  form.dispatchEvent(new CustomEvent("story:begun", { detail: answer }));
}

// A live story that is written on stands as “Live, edited”: bar and sidebar say so without a reload.
function showStanding({ state, standing }) {
  const [mark, card] = [form.querySelector(".standing .state"), form.querySelector(".statecard")];
  if (mark && mark.outerHTML !== state) mark.outerHTML = state;
  const fresh = new DOMParser().parseFromString(standing, "text/html").querySelector(".statecard");
  if (card && fresh && !card.contains(document.activeElement) && card.textContent.trim() !== fresh.textContent.trim()) card.replaceWith(fresh);
}

// A field's fingerprint says what the page shows of it. One whose newest value is not shown keeps the old one, so that
// what somebody else saved stands until this page shows it.
function takeOver(answer, sent) {
  const base = JSON.parse(form.elements.base.value || "{}");
  const now = collect();
  const theirs = new Map(answer.theirs.map((field) => [field.name, field]));
  waiting.clear();
  Object.entries(answer.base).forEach(([name, fingerprint]) => {
    const field = theirs.get(name);
    if (!field) base[name] = fingerprint;
    else if (entry(sent.data, name) === entry(now, name) && !isIn(name)) {
      quietly(() => put(name, field.value));
      base[name] = fingerprint;
      flash(name);
      const note = tell(`theirs-${name}`, `${field.who} changed the ${field.label.toLowerCase()} ${field.when}. It is put in here.`);
      note.classList.add("calm");
      setTimeout(() => note.remove(), 12_000);
    } else {
      waiting.add(name);
      tell(`theirs-${name}`, `${field.who} changed the ${field.label.toLowerCase()} ${field.when}, while you are in it. It is put in as soon as you leave it; if you change it too, you are asked.`);
    }
  });
  form.elements.base.value = JSON.stringify(base);
}
function quietly(action) {
  isQuiet = true;
  form.dataset.quiet = "";
  try { action(); } finally { isQuiet = false; delete form.dataset.quiet; }
}
function isIn(name) {
  return name === "body" ? editor()?.isFocused : boxOf(name)?.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, [contenteditable], .select2-selection, .select2-selection *");
}
function flash(name) {
  const box = boxOf(name);
  box?.classList.add("changed-here");
  setTimeout(() => box?.classList.remove("changed-here"), 4000);
}
form.addEventListener("focusout", () => { if (waiting.size && !stopped) { asked = true; plan(300); } });

function tellClashes(clashes) {
  news.querySelectorAll("[data-key^=clash-]").forEach((box) => { if (!clashes.some(({ name }) => box.dataset.key === `clash-${name}`)) box.remove(); });
  clashes.filter(({ name }) => !form.querySelector(`[data-clash="${name}"]`)).forEach(({ name, label, who, when }) => {
    untell(`theirs-${name}`);
    tell(`clash-${name}`, `${who} changed the ${label.toLowerCase()} too, ${when}. That is what the story has now; yours is kept in its history, and everything else is saved.`, { label: "Compare and choose", action: () => form.requestSubmit(form.querySelector("[name=_save]")) });
  });
}

// Fields side by side after a save: choosing puts that text into the field, where it can be edited.
form.addEventListener("change", ({ target }) => {
  const name = target.closest?.("[data-clash]")?.dataset.clash;
  if (!name || !target.dataset.value) return;
  quietly(() => put(name, JSON.parse(target.dataset.value)));
  changed();
});
form.addEventListener("input", ({ target }) => {
  const box = !isQuiet && target.name && form.querySelector(`[data-clash="${CSS.escape(target.name)}"]`);
  if (box) box.querySelector("[value=mine]").checked = true;
});

// Saving by hand, and leaving

// Sends what is typed and returns whether the server has all of it.
async function flush() {
  for (let round = 0; round < 3 && (isUnsaved() || busy); round += 1) {
    await (busy ?? send());
    if (failures || stopped) return false;
  }
  return !isUnsaved() && !wrong;
}

let isSent = false;
form.addEventListener("submit", async (event) => {
  if (isSent) { isSent = false; return; }
  event.preventDefault();
  // A second press while the first is under way would make a second story.
  if (leaving) return;
  clearTimeout(timer);
  mark("Saving…");
  await busy;
  // What may or may not have arrived has to be known first, else the page would quarrel with its own text.
  if (pending) { await send(); if (pending || failures) return; }
  clearTimeout(timer);
  if (stopped) { mark("Not saved", true); return; }
  leaving = true;
  // A login page in place of the answer would take the text along: who is logged out keeps this page, and is told.
  const isOut = await isLoggedOut();
  if (isOut !== false) {
    leaving = false;
    edits += 1;
    return isOut ? signedOut() : later("Not saved, trying again");
  }
  form.elements[TOKEN].value = token();
  edits += 1;
  keepNow();
  sessionStorage.setItem("story-place", JSON.stringify([scrollY, form.querySelector(".storyside").scrollTop, event.submitter?.name]));
  goesOut(user, form.dataset.story);
  isSent = true;
  form.requestSubmit(event.submitter);
});

// The forms of cards leave the page too: what is typed is saved first, else they stay.
document.addEventListener("submit", async (event) => {
  const other = event.target;
  if (other === form || other.method !== "post" || leaving || !(isUnsaved() || busy || wrong)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (await flush()) other.requestSubmit(submitter);
  else tell("other", "That was not sent: the story has text that is not saved yet, and it would be left behind. Try again when it is saved.").scrollIntoView({ block: "center" });
}, true);

addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
addEventListener("pagehide", keepNow);
addEventListener("beforeunload", (event) => { if (!leaving && (isUnsaved() || wrong)) { keepNow(); event.preventDefault(); } });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_save]"));
  }
});

// A copy that the browser kept is offered again, unless the story has the same already.

async function offer() {
  let shown = 0;
  for (const copy of await left(user, form.dataset.story, form.dataset.begunOn)) {
    if (shown === 3) break;
    const data = new URLSearchParams(copy.fields);
    if (copy.page) data.set("begun_on", copy.page);
    data.set(TOKEN, token());
    const response = await fetch(form.dataset.kept, { method: "POST", body: data, redirect: "manual" }).catch(() => null);
    const answer = response?.ok ? await response.json().catch(() => null) : null;
    if (!answer) continue;
    if (!answer.html) { forget(copy.name); continue; }
    const box = document.getElementById("kept_template").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-when]").textContent = inWords(copy.at);
    box.querySelector("[data-differences]").innerHTML = answer.html;
    box.querySelector("[data-throw]").addEventListener("click", () => { forget(copy.name); box.remove(); form.elements.headline.focus(); });
    const [putBack, other] = [box.querySelector("[data-putback]"), box.querySelector("[data-story]")];
    putBack.hidden = Boolean(answer.story);
    box.querySelector("[data-other]").hidden = other.hidden = !answer.story;
    if (answer.story) other.href = answer.story;
    putBack.addEventListener("click", () => {
      quietly(() => Object.entries(answer.values).forEach(([name, value]) => put(name, value)));
      changed();
      keepNow();
      forget(copy.name);
      box.remove();
      (editor()?.view.dom ?? form.elements.headline).focus();
    });
    document.getElementById("writing").append(box);
    shown += 1;
  }
}
const before = sentBefore();
if ("unsaved" in form.dataset) {
  plan(idle);
  if (before && keepNow()) forget(before);
}
else if (document.readyState === "complete") offer();
else addEventListener("load", offer);
