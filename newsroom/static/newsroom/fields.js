// The fields of the story page as values: collecting them, telling whether one was touched, putting one in.
export const form = document.getElementById("article_form");
// The text as the browser edits it, and the editor that holds it.
export const editable = () => form.querySelector("[contenteditable].ProseMirror");
export const editor = () => editable()?.editor;

// The moments of the publish box and the choice between two people's texts are not part of the story.
const notText = ["live_from", "live_until", "is_minor", "return_note"];
export const isText = (name) => !notText.includes(name) && !name?.startsWith("choice-");

export function collect() {
  const data = new FormData(form);
  notText.forEach((name) => data.delete(name));
  data.set("user", form.dataset.user);
  return data;
}

// All that a field sends, as text: the byline is many fields.
export function entry(data, name) {
  const pairs = name === "bylines" ? [...data].filter(([key]) => /^bylines-\d/.test(key)) : data.getAll(name);
  return JSON.stringify(pairs);
}

export const boxOf = (name) => (name === "bylines" ? document.getElementById("bylines")
  : name === "lead_photo" ? document.getElementById("lead")
    : name === "related" ? document.getElementById("id_related")
    : name === "body" ? form.querySelector(".body.field")
      : form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".labelled, .field, fieldset, details"));

// Puts a value in without moving the caret or the focus: call it for fields that nobody is in.
export function put(name, value) {
  const field = form.elements[name];
  if (name === "body") {
    const writing = editor();
    field.value = value;
    // Not a step to undo: taking it back would write over what somebody else saved.
    if (writing) writing.chain().setMeta("addToHistory", false).setContent(value, { emitUpdate: false }).run();
  } else if (name === "tags") {
    field.replaceChildren(...value.map((tag) => new Option(tag, tag, true, true)));
    globalThis.django?.jQuery(field).trigger("change.select2");
  } else if (name === "lead_photo" || name === "bylines" || name === "related") {
    form.dispatchEvent(new CustomEvent(name === "lead_photo" ? "story:photo" : `story:${name}`, { detail: value }));
    return;
  } else if (field.type === "checkbox") {
    field.checked = value;
  } else {
    field.value = value;
  }
  const spot = field instanceof RadioNodeList ? field[0] : field;
  spot?.dispatchEvent(new Event("input", { bubbles: true }));
}
