// Light or dark as the reader chose on this device, set before anything is painted: so this stands in <head> and is
// no module. Who never chose has nothing stored, and the page follows the system. No cookie: no server is told.
{
  const stored = () => {
    try { return localStorage.getItem("palette"); } catch { return null; }
  };

  const keep = (palette) => {
    try {
      if (palette) localStorage.setItem("palette", palette);
      else localStorage.removeItem("palette");
    } catch { /* not allowed: it holds for this page */ }
  };

  const show = (chosen) => {
    const palette = ["light", "dark"].includes(chosen) ? chosen : "";
    if (palette) document.documentElement.dataset.palette = palette;
    else delete document.documentElement.dataset.palette;
    for (const bar of document.querySelectorAll("meta[name=theme-color]")) {
      const own = bar.dataset.palette;
      bar.media = palette ? (own === palette ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
    }
    for (const button of document.querySelectorAll("[data-palettes] button")) {
      button.setAttribute("aria-pressed", String(button.value === palette));
    }
  };

  show(stored());
  addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-palettes]")) {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        keep(button.value);
        show(button.value);
      });
    }
    show(stored());
  });
  // Another tab chose, or this page comes back as it was left.
  addEventListener("storage", () => show(stored()));
  addEventListener("pageshow", (event) => { if (event.persisted) show(stored()); });
}
