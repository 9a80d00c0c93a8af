// Says that a story is read: once, when it was in sight for ten seconds, and without a word on who reads it.
const story = document.querySelector("[data-read]");
let left = 10000, since = 0, timer = 0;

function tell() {
  document.removeEventListener("visibilitychange", look);
  fetch(story.dataset.read, { method: "POST", credentials: "omit", keepalive: true }).catch(() => { /* it is only not counted */ });
}

// A page that is loaded ahead, or lies in another tab, is hidden.
function look() {
  clearTimeout(timer);
  if (since) left -= performance.now() - since;
  since = document.hidden ? 0 : performance.now();
  if (since) timer = setTimeout(tell, Math.max(left, 0));
}

if (story) {
  document.addEventListener("visibilitychange", look);
  look();
}
