// The proof room at the keyboard: the keys answer only while the focus is in the decision's frame.
"use strict";

(() => {
  const decision = document.getElementById("decision");
  if (!decision) return;
  const motif = decision.querySelector("[name=motif]");
  const cliquer = (selecteur) => document.querySelector(selecteur)?.click();
  const TOUCHES = {
    c: () => cliquer("#decision [value=conforme]"),
    m: () => motif.focus(),
    n: () => cliquer("a[rel=next]"),
    p: () => cliquer("a[rel=prev]"),
  };

  const motifs = document.getElementById("motifs");
  motifs?.addEventListener("change", () => {
    if (motifs.value) motif.value = motif.value ? `${motif.value}\n${motifs.value}` : motifs.value;
    motifs.value = "";
  });

  decision.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Enter" && evenement.ctrlKey) {
      evenement.preventDefault();
      cliquer("#decision [value=a_modifier]");
      return;
    }
    if (evenement.key === "Escape") {
      decision.focus();
      return;
    }
    if (evenement.target.matches("textarea, select") || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const geste = TOUCHES[evenement.key.toLowerCase()];
    if (!geste) return;
    evenement.preventDefault();
    geste();
  });
  if (!document.getElementById("erreurs")) decision.focus({ preventScroll: true });
})();
