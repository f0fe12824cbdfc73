// A button that speaks to a security key; one that fails says so in the page, and not in the console.
"use strict";

document.querySelectorAll("[data-cle]").forEach((bouton) => {
  const ids = { credential: bouton.form.elements.credential.id, data: "js_data" };
  const formulaires = window.allauth.webauthn.forms;
  if (bouton.dataset.cle === "ajouter") formulaires.addForm({ ids: { ...ids, add: bouton.id } });
  else formulaires.authenticateForm({ ids: { ...ids, authenticate: bouton.id } });
});

document.addEventListener("allauth.error", (evenement) => {
  evenement.preventDefault();
  const avis = document.getElementById("avis-de-cle");
  if (!avis) return;
  avis.hidden = false;
  avis.focus();
});
