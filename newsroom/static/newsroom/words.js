// Numbers and moments in words, in the language of the page.
const language = document.documentElement.lang || undefined;
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat(language);

export const inWords = (at) => moment.format(at);
export const grouped = (count) => number.format(count);
// For less than an hour; later the server's own words are as good.
export function ago(at) {
  const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : "";
}
