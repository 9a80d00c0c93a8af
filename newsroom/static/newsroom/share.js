// Passes a story on by the system's own sheet, and copies its link. The link itself works without this.
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
      said.textContent = "Copied";
      setTimeout(() => { said.textContent = ""; }, 4000);
    } catch {
      // Not allowed here: the link stands there to be copied by hand.
      link.hidden = false;
      said.textContent = "Not copied. Copy this link instead.";
    }
  });
}
