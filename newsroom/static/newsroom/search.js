// Stories are offered while somebody types: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
const WAIT_MS = 120;
const field = document.querySelector("[data-suggestions]");

function offerTo(field) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.name);
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  field.after(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) field.setAttribute(name, value);

  // What is said of none, one, two stories and so on.
  const counted = field.dataset.counted.split("|");
  let chosen = -1;
  let timer = 0;
  let asking = null;

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = list.children[chosen];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    open(false);
    said.textContent = "";
  }

  function show(stories) {
    list.replaceChildren(...stories.map((story, number) => {
      const option = document.createElement("li");
      const section = document.createElement("span");
      option.id = `suggestion-${number}`;
      option.dataset.path = story.path;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      section.textContent = story.section;
      option.append(story.headline, " ", section);
      return option;
    }));
    open(stories.length > 0);
    said.textContent = counted[stories.length] ?? "";
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const words = field.value.trim();
    if (!words) return close();
    try {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch { /* called back for the next letter, or no network: the form still works */ }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) return ask();
      const count = list.children.length + 1;
      // One place more than there are stories: there the field itself is chosen.
      choose((chosen + 1 + steps[event.key] + count) % count - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.path);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });

  // The field keeps the focus, so that leaving it closes the list and pressing a story does not.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.path);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
}

if (field) offerTo(field);
