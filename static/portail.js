// Focus on the error summary when a form comes back; partial updates shown whatever their status.
"use strict";

function viserLesErreurs(racine) {
  const erreurs = racine.querySelector("#erreurs");
  if (erreurs) erreurs.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  viserLesErreurs(document);
  const jeton = document.querySelector("[name=csrfmiddlewaretoken]");
  if (jeton) {
    document.body.addEventListener("htmx:configRequest", (evenement) => {
      evenement.detail.headers["X-CSRFToken"] = jeton.value;
    });
  }
  document.body.addEventListener("htmx:beforeSwap", (evenement) => {
    const statut = evenement.detail.xhr.status;
    if (statut === 409 || statut === 422) {
      evenement.detail.shouldSwap = true;
      evenement.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", (evenement) => {
    const cible = document.getElementById(evenement.detail.target.id);
    if (cible) cible.focus();
  });
});
