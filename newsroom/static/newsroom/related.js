// Related stories: found by the admin's vendored Select2, then put in order. A classic script, since it needs the admin's global jQuery.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const $ = django.jQuery;
  document.querySelectorAll(".related[data-url]").forEach((box) => {
    const list = box.querySelector("ol");
    const blank = box.querySelector("template").content.firstElementChild;
    const finder = $(box.querySelector("select"));
    const said = box.querySelector("[role=status]");
    const rows = () => [...list.children];
    const nameOf = (row) => row.querySelector("label span").textContent;

    function number() {
      rows().forEach((row, place) => {
        row.querySelector("[data-move='-1']").disabled = place === 0;
        row.querySelector("[data-move='1']").disabled = place === rows().length - 1;
      });
      finder.prop("disabled", rows().length >= Number(box.dataset.most));
    }
    function add({ id, name }) {
      if (rows().some((row) => row.querySelector("input").value === String(id))) return;
      const row = blank.cloneNode(true);
      Object.assign(row.querySelector("input"), { value: id, checked: true });
      row.querySelector("label span").textContent = name;
      list.append(row);
    }
    function touched(words) {
      number();
      said.textContent = words;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }

    finder.select2({
      width: "100%", placeholder: "Find a story", dropdownParent: $(box),
      ajax: { url: box.dataset.url, dataType: "json", delay: 150, data: (params) => ({ term: params.term || "", for: box.closest("form").dataset.story }) },
    }).on("select2:select", ({ params }) => {
      add({ id: params.data.id, name: params.data.text });
      finder.empty().val(null).trigger("change.select2");
      touched(`Added: ${params.data.text}`);
    });
    box.querySelectorAll(".select2-selection, .select2-selection__rendered").forEach((part) => part.setAttribute("aria-label", "Find a story to add"));

    list.addEventListener("click", ({ target }) => {
      const row = target.closest("li");
      const mover = target.closest("[data-move]");
      if (mover) {
        mover.dataset.move === "1" ? row.nextElementSibling.after(row) : row.previousElementSibling.before(row);
        touched(`${nameOf(row)} is number ${rows().indexOf(row) + 1}`);
        (mover.disabled ? row.querySelector("[data-move]:not(:disabled)") : mover)?.focus();
      }
      if (target.closest("[data-remove]")) {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        touched(`Taken out: ${nameOf(row)}`);
        (next?.querySelector("[data-remove]") ?? box.querySelector(".select2-selection")).focus();
      }
    });
    // What somebody else saved, or a copy that is put back.
    box.closest("form").addEventListener("story:related", ({ detail }) => {
      list.replaceChildren();
      detail.forEach(add);
      touched("");
    });
    number();
  });
});
