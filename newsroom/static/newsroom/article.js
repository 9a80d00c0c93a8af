// A story's page: passing the story on, and counting that it is read. Without this the link to it works, and nothing is counted.

// By the system's own sheet, and by its link

const [sheet, copy, link, said] = ["sheet", "copy", "link", "said"].map((name) => document.querySelector(`.share-${name}`));

if (navigator.share) {
  sheet.hidden = false;
  sheet.addEventListener("click", () => {
    // Whoever closes the sheet has changed their mind: there is nothing to say.
    navigator.share({ title: document.querySelector("h1").textContent, url: link.href }).catch(() => {});
  });
}

// Over plain http a browser has no clipboard.
if (navigator.clipboard) {
  copy.hidden = false;
  link.hidden = true;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = copy.dataset.done;
      setTimeout(() => { said.textContent = ""; }, 4000);
    } catch {
      // Not allowed here: the link stands there to be copied by hand.
      link.hidden = false;
      said.textContent = copy.dataset.failed;
    }
  });
}

// It says that it is read once, when it was in sight for ten seconds, and without a word on who reads it. One that is only looked at, as in a preview, says nothing.

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
