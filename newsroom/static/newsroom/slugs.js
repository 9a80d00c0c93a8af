// The address of a section, author or tag is made of its name while that is typed, by the rule of articles/slugs.py.
// It can be written by hand instead; emptied, it is made again.

// They say how the sign before them is drawn, and can't be seen themselves.
const UNSEEN = /[\u034F\u180B-\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;
// What Python takes for spaces, which is not quite what JavaScript does.
const SPACE = "\\t-\\r\\x1C-\\x20\\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";
const NO_WORD = new RegExp(`[^${SPACE}_\\-\\p{L}\\p{N}\\p{Mn}\\p{Mc}]`, "gu");
const BETWEEN = new RegExp(`[${SPACE}\\-]+`, "gu");
const ENDS = /^[-_]+|[-_]+$/g;

export function slugify(text) {
  // A capital İ becomes an i with a dot more than it needs.
  const small = text.normalize("NFKC").toLowerCase().replaceAll("i\u0307", "i");
  const slug = small.replace(UNSEEN, "").replace(NO_WORD, "").replace(BETWEEN, "-").replace(ENDS, "");
  return /[\p{L}\p{N}]/u.test(slug) ? slug.normalize("NFC") : "";
}

function prefill({ id, dependency_ids: from, maxLength }) {
  const address = document.querySelector(id);
  const names = from.map((name) => document.querySelector(name));
  let byHand = address.value !== "";
  address.addEventListener("input", () => { byHand = address.value !== ""; });
  names.forEach((name) => name.addEventListener("input", () => {
    if (byHand) return;
    const slug = slugify(names.map((each) => each.value).join(" "));
    // The database counts letters, and a letter of a rare script is two of JavaScript's.
    address.value = [...slug].slice(0, maxLength).join("").replace(ENDS, "");
  }));
}

JSON.parse(document.getElementById("prefills")?.dataset.fields ?? "[]").forEach(prefill);
