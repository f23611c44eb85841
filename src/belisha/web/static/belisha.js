// Makes the parts livelier. Every page works without it.
import { initAll } from "./build/govuk-frontend.min.js";

initAll();

// A link such as <a href="…" data-print> prints the page.
for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
}

// A page that waits for something, such as <p data-look-again>, looks again by itself.
if (document.querySelector("[data-look-again]")) setTimeout(() => window.location.reload(), 2000);
