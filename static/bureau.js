// An order at the keyboard: Ctrl+Enter takes the decision that is ready, « n » goes to the next one.
"use strict";

(() => {
  const page = document.getElementById("instruction");
  if (!page) return;
  document.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Enter" && evenement.ctrlKey) {
      const pret = page.querySelector("[data-suivante]");
      if (pret) {
        evenement.preventDefault();
        pret.click();
      }
      return;
    }
    const ecrit = evenement.target.matches("input, textarea, select");
    if (ecrit || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    if (evenement.key === "n") document.querySelector("a[rel=next]")?.click();
  });
  document.getElementById("erreurs")?.focus();
})();
