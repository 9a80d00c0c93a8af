// What the story editor can make beside its own: pull quotes, tables, cards of videos and posts. They stand between
// paragraphs, never inside something else; the server (articles/body) says what of a text stays.
import { Document as AnyDocument, Node, Plugin, Table, TableCell, TableHeader, crel, pm, updateAttrsDialog } from "django-prose-editor/editor";
import { TOKEN, token } from "./token.js";

// The text is in the paper's language, as its field says; each paragraph runs by its own script, lists and quotes stand on
// the side where the text begins (desk.css).
export const Document = AnyDocument.extend({
  content: "(block | between)+",
  addProseMirrorPlugins: () => [new Plugin({ props: { attributes: { lang: document.getElementById("id_body").lang, dir: "auto" } } })],
});

const icon = (shapes) => `<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">${shapes}</svg>`;
const GRID = '<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 10h18"/>';

// A button in the bar and the key that does the same. The key stands in its name, so that it is read out and shown.
function offer({ menu, buttons }, { name, group, words, key, shapes, command, ...more }) {
  const keys = key?.replaceAll("-", "+").replace("Arrow", "").replace(/\+(\w)$/, (_, letter) => `+${letter.toUpperCase()}`);
  const button = buttons.svg(icon(shapes), keys ? `${words} (${keys})` : words);
  if (keys) button.setAttribute("aria-keyshortcuts", key.replaceAll("-", "+"));
  menu.defineItem({ name, groups: group, button, command, ...more });
}

// Pull quotes

const pull = (editor) => editor.chain().focus().toggleWrap("pullQuote").run();

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "between",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "blockquote.pull", priority: 60 }],
  renderHTML: () => ["blockquote", { class: "pull" }, 0],
  addKeyboardShortcuts() {
    return { "Alt-Shift-q": () => pull(this.editor) };
  },
  addMenuItems(bar) {
    offer(bar, {
      name: "pullQuote", group: "nodes", words: "Pull quote", key: "Alt-Shift-q", command: pull,
      shapes: '<path d="M4 4h16M4 20h16"/><path d="M7 15c2-1 3-3 3-6H7v3h3M14 15c2-1 3-3 3-6h-3v3h3"/>',
      active: (editor) => editor.isActive("pullQuote"),
      enabled: (editor) => editor.isActive("pullQuote") || editor.can().toggleWrap("pullQuote"),
    });
  },
});

// Tables

const inTable = (editor) => editor.isActive("table");
const askCaption = updateAttrsDialog({ caption: { title: "What the table shows" } }, { title: "Caption of the table", submitText: "Done" });

// After the block that the caret is in, and with a paragraph behind it, so that there is a way on.
function putBetween(editor, node) {
  return editor.chain().focus().command(({ tr, state }) => {
    const { $from } = tr.selection;
    const block = $from.depth ? $from.node(1) : null;
    const isSpare = block?.type.name === "paragraph" && !block.content.size;
    const place = !block ? $from.pos : isSpare ? $from.before(1) : $from.after(1);
    tr.replaceWith(place, isSpare ? $from.after(1) : place, node);
    const end = place + node.nodeSize;
    if (end === tr.doc.content.size) tr.insert(end, state.schema.nodes.paragraph.create());
    const { TextSelection } = pm.state;
    tr.setSelection(TextSelection.near(tr.doc.resolve(node.isAtom ? end : place + 1))).scrollIntoView();
    return true;
  }).run();
}
function makeTable(editor) {
  if (inTable(editor)) return false;
  const { table, tableRow, tableHeader, tableCell } = editor.schema.nodes;
  const row = (cell) => tableRow.create(null, [1, 2, 3].map(() => cell.createAndFill()));
  return putBetween(editor, table.create(null, [row(tableHeader), row(tableCell), row(tableCell)]));
}
function caption(editor) {
  if (!inTable(editor)) return false;
  askCaption(editor, editor.getAttributes("table")).then((said) => {
    if (said) editor.chain().focus().updateAttributes("table", { caption: said.caption.trim() }).run();
  });
  return true;
}
const within = (verb) => (editor) => inTable(editor) && editor.chain().focus()[verb]().run();
// name, words, key, what it does, how its button looks
const DEEDS = [
  ["rowBelow", "Row below", "Alt-Shift-ArrowDown", within("addRowAfter"), `${GRID}<path d="M12 12v6M9 15h6"/>`],
  ["columnAfter", "Column after", "Alt-Shift-ArrowRight", within("addColumnAfter"), '<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M9 4v16M15 9v6M12 12h6"/>'],
  ["rowGone", "Remove the row", "Alt-Shift-Backspace", within("deleteRow"), `${GRID}<path d="M9 15h6"/>`],
  ["columnGone", "Remove the column", "Alt-Shift-Delete", within("deleteColumn"), '<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M9 4v16M12 12h6"/>'],
  ["headRow", "Head row on or off", "Alt-Shift-h", within("toggleHeaderRow"), `${GRID}<path d="M3 7h18"/>`],
  ["headColumn", "Head column on or off", "", within("toggleHeaderColumn"), '<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M6 4v16M9 4v16"/>'],
  ["caption", "Caption of the table", "Alt-Shift-c", caption, '<rect x="3" y="10" width="18" height="10" rx="2"/><path d="M3 15h18M5 5h14"/>'],
  ["tableGone", "Remove the table", "", within("deleteTable"), `${GRID}<path d="m9 12 6 6m0-6-6 6"/>`],
];

export const StoryTable = Table.extend({
  group: "between",
  addAttributes: () => ({
    caption: { default: "", rendered: false, parseHTML: (table) => table.querySelector("caption")?.textContent.trim() ?? "" },
  }),
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node }) => ["table", ...(node.attrs.caption ? [["caption", node.attrs.caption]] : []), ["tbody", 0]],
  addNodeView: () => ({ node }) => {
    const title = crel("caption", { contentEditable: "false" });
    const rows = crel("tbody");
    const dom = crel("div", { className: "tablebox", contentEditable: "true" }, [crel("table", {}, [title, rows])]);
    const show = (shown) => { title.textContent = shown.attrs.caption; title.hidden = !shown.attrs.caption; return true; };
    show(node);
    return { dom, contentDOM: rows, update: (newer) => newer.type === node.type && show(newer), ignoreMutation: (change) => !rows.contains(change.target) };
  },
  addKeyboardShortcuts() {
    const keys = Object.fromEntries(DEEDS.filter(([, , key]) => key).map(([, , key, command]) => [key, () => command(this.editor)]));
    return { ...this.parent?.(), "Alt-Shift-t": () => makeTable(this.editor), ...keys };
  },
  addMenuItems(bar) {
    offer(bar, { name: "table", group: "table", words: "Table", key: "Alt-Shift-t", command: makeTable, shapes: `${GRID}<path d="M3 15h18M12 4v16"/>`, enabled: (editor) => !inTable(editor), active: inTable });
    DEEDS.forEach(([name, words, key, command, shapes]) => offer(bar, { name: `table:${name}`, group: "table", words, key, command, shapes, hidden: (editor) => !inTable(editor) }));
  },
  addProseMirrorPlugins() {
    return [...this.parent?.() ?? [], new Plugin({ props: { transformPastedHTML: pasted } })];
  },
});
export const StoryTableCell = TableCell.extend({ content: "paragraph+" });
export const StoryTableHeader = TableHeader.extend({ content: "paragraph+" });

// What comes from elsewhere is made to fit before the editor sees it; what was copied here does so already.
function pasted(html) {
  if (html.includes("data-pm-slice")) return html;
  // The desk's policy blocks these, with a complaint each, as soon as they are parsed.
  const quiet = html.replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
  const page = new DOMParser().parseFromString(quiet, "text/html");
  for (const [from, to] of [["h1", "h2"], ["h4, h5, h6", "h3"]]) page.querySelectorAll(from).forEach((part) => rename(page, part, to));
  [...page.querySelectorAll("td, th")].filter((cell) => !cell.parentElement.closest("td, th")).forEach((cell) => flatten(page, cell));
  unmerge(page);
  return page.body.innerHTML;
}
function rename(page, part, tag) {
  const other = page.createElement(tag);
  other.append(...part.childNodes);
  part.replaceWith(other);
}
// A cell holds lines of words: lists, headings and tables in it become lines.
function flatten(page, cell) {
  const blocks = [...cell.querySelectorAll("p, div, ul, ol, li, dl, dt, dd, h2, h3, blockquote, pre, table, caption, thead, tbody, tfoot, tr, td, th")];
  if (blocks.every((block) => block.matches("p"))) return;
  blocks.reverse().forEach((block) => {
    const edge = () => (block.matches("td, th") ? " " : page.createElement("br"));
    block.before(edge());
    block.after(edge());
    block.replaceWith(...block.childNodes);
  });
  // No empty lines, and none at the ends.
  const near = (node, way) => { do node = node[way]; while (node?.nodeName === "#text" && !node.data.trim()); return node; };
  cell.querySelectorAll("br").forEach((line) => {
    const before = near(line, "previousSibling");
    if (!before || before.nodeName === "BR" || !near(line, "nextSibling")) line.remove();
  });
}
// Merged cells become one with the words and empty ones, as the server makes them.
function unmerge(page) {
  page.querySelectorAll("table").forEach((table) => {
    const rows = [...table.rows];
    rows.forEach((row, number) => [...row.cells].forEach((cell) => {
      const wide = Math.min(cell.colSpan, 20), high = Math.min(cell.rowSpan, rows.length - number);
      cell.removeAttribute("colspan");
      cell.removeAttribute("rowspan");
      for (let more = 1; more < wide; more += 1) cell.after(page.createElement(cell.tagName));
      for (let below = 1; below < high; below += 1) {
        const before = rows[number + below].cells[cell.cellIndex] ?? null;
        for (let more = 0; more < wide; more += 1) rows[number + below].insertBefore(page.createElement("td"), before);
      }
    }));
  });
}

// Cards of videos and posts

// Returns {address, title, maker}, or {error} in words.
async function ask(url, address) {
  const typed = new FormData();
  typed.set("address", address);
  typed.set(TOKEN, token());
  try {
    const response = await fetch(url, { method: "POST", body: typed, redirect: "manual" });
    if (!response.ok && response.status !== 422) throw new Error(response.statusText);
    return await response.json();
  } catch {
    return { error: "The desk did not answer. Try again." };
  }
}

// The dialog of a card: a new one is asked for its address alone, the words come from its provider and can be put right.
function cardDialog(editor, card, url) {
  const field = (name, label) => crel("div", { className: "prose-editor-dialog-field" }, [crel("label", { htmlFor: `card-${name}`, textContent: label }), crel("input", { id: `card-${name}`, name, value: card?.[name] ?? "", required: name !== "maker", maxLength: 2000 })]);
  const wrong = crel("p", { className: "card-wrong", role: "alert", id: "card-wrong" });
  const submit = crel("button", { type: "submit", textContent: card ? "Done" : "Put it in" });
  const cancel = crel("button", { type: "button", textContent: "Cancel" });
  const fields = [field("address", "Address of the video or post"), ...(card ? [field("title", "Words on the card"), field("maker", "Who made it")] : [])];
  const form = crel("form", {}, [crel("h2", { className: "prose-editor-dialog-title", id: "card-heading", textContent: "Video or post" }), ...fields, wrong, crel("div", { className: "prose-editor-dialog-buttons" }, [submit, cancel])]);
  const dialog = crel("dialog", { className: "prose-editor-dialog" }, [form]);
  dialog.setAttribute("aria-labelledby", "card-heading");
  editor.view.dom.parentElement.append(dialog);
  return new Promise((resolve) => {
    let said = null;
    const done = async () => {
      const typed = Object.fromEntries([...form.querySelectorAll("input")].map((input) => [input.name, input.value.trim()]));
      const isNew = typed.address !== card?.address;
      submit.disabled = true;
      wrong.textContent = isNew ? "Asking for its title…" : "";
      const answer = isNew ? await ask(url, typed.address) : typed;
      submit.disabled = false;
      wrong.textContent = answer.error ?? "";
      const input = form.querySelector("input");
      input.toggleAttribute("aria-invalid", "error" in answer);
      input.setAttribute("aria-describedby", wrong.id);
      if (answer.error) { input.focus(); return; }
      said = answer;
      dialog.close();
    };
    // The dialog stands in the form of the story, and a form in a form is none: its submit is that of the story.
    submit.addEventListener("click", (event) => { event.preventDefault(); if (form.reportValidity()) done(); });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); editor.view.focus(); resolve(said); });
    dialog.showModal();
  });
}

export const Embed = Node.create({
  name: "embed",
  group: "between",
  atom: true,
  draggable: true,
  addOptions: () => ({ url: "" }),
  addAttributes: () => ({ address: { default: "", rendered: false }, title: { default: "", rendered: false }, maker: { default: "", rendered: false } }),
  parseHTML: () => [{
    tag: "p.embed",
    priority: 60,
    getAttrs(paragraph) {
      const link = paragraph.querySelector("a[href]");
      if (!link) return false;
      const title = link.textContent.trim();
      return { address: link.getAttribute("href"), title, maker: paragraph.textContent.trim().slice(title.length).trim() };
    },
  }],
  renderHTML: ({ node: { attrs } }) => ["p", { class: "embed" }, ["a", { href: attrs.address }, attrs.title || attrs.address], ...(attrs.maker ? [["br"], attrs.maker] : [])],
  addCommands() {
    return {
      editEmbed: () => ({ editor, state }) => {
        const chosen = state.selection.node;
        const card = chosen?.type.name === "embed" ? chosen.attrs : null;
        cardDialog(editor, card, this.options.url).then((said) => {
          if (!said) return;
          if (card) editor.commands.updateAttributes("embed", said);
          else putBetween(editor, editor.schema.nodes.embed.create(said));
        });
        return true;
      },
    };
  },
  addKeyboardShortcuts() {
    const isChosen = () => this.editor.state.selection.node?.type.name === "embed";
    return { "Alt-Shift-e": () => this.editor.commands.editEmbed(), Enter: () => isChosen() && this.editor.commands.editEmbed() };
  },
  addMenuItems(bar) {
    offer(bar, {
      name: "embed", group: "nodes", words: "Video or post", key: "Alt-Shift-e", command: (editor) => editor.commands.editEmbed(),
      shapes: '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m10 9 5 3-5 3z"/>', active: (editor) => editor.isActive("embed"),
    });
  },
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [new Plugin({ props: {
      handleDOMEvents: { click(view, event) { if (event.target.closest("p.embed a")) event.preventDefault(); } },
      handleDoubleClickOn: (view, place, node, start) => node.type.name === "embed" && editor.chain().setNodeSelection(start).editEmbed().run(),
      // An address pasted into an empty paragraph becomes a card when the desk knows its provider; else it stays what it is.
      handlePaste(view, event) {
        const address = event.clipboardData?.getData("text/plain").trim() ?? "";
        const { $from, empty } = view.state.selection;
        if (/^https?:\/\/\S+$/.test(address) && empty && $from.depth === 1 && !$from.parent.content.size) ask(options.url, address).then((card) => card.error ?? become(view, address, card));
        return false;
      },
    } })];
  },
});

function become(view, address, card) {
  const { state } = view;
  let found = -1;
  state.doc.forEach((node, place) => { if (node.type.name === "paragraph" && node.textContent.trim() === address) found = place; });
  if (found < 0) return;
  const node = state.schema.nodes.embed.create(card);
  const tr = state.tr.replaceWith(found, found + state.doc.nodeAt(found).nodeSize, node);
  if (found + node.nodeSize === tr.doc.content.size) tr.insert(found + node.nodeSize, state.schema.nodes.paragraph.create());
  view.dispatch(tr);
}
