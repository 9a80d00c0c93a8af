// The fronts at a moment to come: the frame fits the width chosen, which this browser remembers.
import { stage } from "./frame.js";

const box = document.querySelector("[data-stage]");
if (box) stage(box, { remember: "fronts-width" });
