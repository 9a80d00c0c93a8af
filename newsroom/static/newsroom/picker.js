// The window in which the body editor chooses a photo: a click hands it over and closes the window.
import { aim } from "./desk.js";

const page = document.querySelector(".pickerpage");
aim(page);

page.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick || !window.opener?.CKEDITOR) return;
  const { src, pick: id, alt, caption } = pick.dataset;
  window.opener.CKEDITOR.tools.callFunction(Number(page.dataset.editor), src, { id, alternative_text: alt, caption });
  window.close();
});
