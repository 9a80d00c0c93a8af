// Notes: a list of names after an @, by keyboard too, and a note half typed stays until it is sent.
const card = document.getElementById("notes");
const field = card?.querySelector("textarea");

if (field) {
  const list = document.getElementById("mention-list");
  const status = card.querySelector("[data-mention-status]");
  const begun = /(^|[^\w@.+-])@([\w.+-]{0,60})$/u;
  const kept = `note:${location.pathname}`;
  let asked = 0, pause, chosen = -1;
  const options = () => [...list.children];

  field.setAttribute("aria-describedby", "id_note_helptext");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  // What is typed outlives a reload and another button of the page; the address says when it has become a note.
  const address = new URL(location);
  if (address.searchParams.has("note")) {
    sessionStorage.removeItem(kept);
    address.searchParams.delete("note");
    history.replaceState(history.state, "", address);
  }
  if (!field.value && sessionStorage.getItem(kept)) {
    field.value = sessionStorage.getItem(kept);
    card.open = true;
  }
  // The page may have come from the server for a note in it, whose card is folded.
  if (location.hash.startsWith("#note-")) document.querySelector(location.hash)?.closest("details.resolvednotes")?.setAttribute("open", "");

  const word = () => field.value.slice(0, field.selectionStart).match(begun)?.[2];

  function close() {
    asked += 1;
    clearTimeout(pause);
    list.hidden = true;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }
  function mark(place) {
    chosen = place;
    options().forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    const option = options()[place];
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function insert(option) {
    const before = field.value.slice(0, field.selectionStart).replace(begun, `$1@${option.dataset.handle} `);
    field.setRangeText(before, 0, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  async function suggest(term) {
    const mine = ++asked;
    const answer = await fetch(`${card.dataset.mentions}?${new URLSearchParams({ term })}`, { headers: { accept: "application/json" }, redirect: "error" }).then((response) => (response.ok ? response.json() : null)).catch(() => null);
    if (mine !== asked || word() === undefined) return;
    if (!answer?.people.length) return close();
    list.replaceChildren(...answer.people.map(({ handle, name }, place) => {
      const option = Object.assign(document.createElement("li"), { id: `mention-${place}`, textContent: name });
      option.setAttribute("role", "option");
      option.dataset.handle = handle;
      option.append(" ", Object.assign(document.createElement("span"), { className: "quiet", textContent: `@${handle}` }));
      return option;
    }));
    list.hidden = false;
    mark(0);
    status.textContent = `${answer.people.length} found. Arrow keys to choose, Enter to take.`;
  }

  field.addEventListener("input", (event) => {
    if (field.value) sessionStorage.setItem(kept, field.value);
    else sessionStorage.removeItem(kept);
    clearTimeout(pause);
    const term = word();
    if (term === undefined || event.isComposing) return close();
    pause = setTimeout(() => suggest(term), 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit();
      return;
    }
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark((chosen + step + options().length) % options().length);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) insert(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  // Before the field loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) insert(option);
  });

  // A second press while the first is under way would make a second note.
  let sent = false;
  field.form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
}
