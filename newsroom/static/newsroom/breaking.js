// Breaking news: the bar above the form says what is typed.
const bar = document.querySelector("[data-bar]");
const text = document.getElementById("id_text");
text?.addEventListener("input", () => { bar.textContent = text.value || "Your sentence"; });
