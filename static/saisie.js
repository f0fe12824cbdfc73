// A step that saves itself: what was seen before travels with each answer, what is typed outlives the session,
// and the people who have the same step open are told of each other.
"use strict";

(() => {
  const formulaire = document.getElementById("saisie");
  if (!formulaire) return;
  const cleDeGarde = `saisie:${formulaire.dataset.garder}`;
  const estConnexion = (adresse) => adresse.includes("/connexion/");

  const valeurs = () => {
    const gardees = {};
    for (const champ of formulaire.elements) {
      if (!champ.name || ["file", "hidden", "submit", "button"].includes(champ.type)) continue;
      if (champ.type === "radio" || champ.type === "checkbox") {
        if (champ.checked) (gardees[champ.name] ||= []).push(champ.value);
      } else {
        gardees[champ.name] = [champ.value];
      }
    }
    return gardees;
  };

  const garder = () => localStorage.setItem(cleDeGarde, JSON.stringify(valeurs()));

  const rendre = () => {
    const texte = localStorage.getItem(cleDeGarde);
    if (!texte) return;
    localStorage.removeItem(cleDeGarde);
    if (!estConnexion(document.referrer)) return;
    const gardees = JSON.parse(texte);
    for (const champ of formulaire.elements) {
      if (!(champ.name in gardees) || champ.type === "file") continue;
      const choix = champ.type === "radio" || champ.type === "checkbox";
      const attendu = choix ? gardees[champ.name].includes(champ.value) : gardees[champ.name][0];
      const actuel = choix ? champ.checked : champ.value;
      if (attendu === actuel) continue;
      if (choix) champ.checked = attendu;
      else champ.value = attendu;
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  document.body.addEventListener("htmx:configRequest", (evenement) => {
    const champ = evenement.detail.elt;
    if (champ.dataset && champ.dataset.vu !== undefined) evenement.detail.parameters.vu = champ.dataset.vu;
  });

  // The form drawn again comes from the server, which may not know yet what was typed since the answer it replies to:
  // what differs from the page as served is put back, and sent again. An answer still on its way would come back to a
  // field that is no longer there: it is dropped, as the same value leaves again with the new field.
  const differe = (champ) => {
    if (champ.type === "file") return champ.files.length > 0;
    if (champ.type === "radio" || champ.type === "checkbox") return champ.checked !== champ.defaultChecked;
    if (champ.tagName === "SELECT") return [...champ.options].some((choix) => choix.selected !== choix.defaultSelected);
    return champ.type !== "hidden" && champ.value !== champ.defaultValue;
  };

  const confirmer = (champ) => {
    if (champ.type === "radio" || champ.type === "checkbox") champ.defaultChecked = champ.checked;
    else if (champ.tagName === "SELECT") for (const choix of champ.options) choix.defaultSelected = choix.selected;
    else if (champ.type !== "file") champ.defaultValue = champ.value;
  };

  // Taken before the swap: for a moment both forms are there, and two radio buttons of one name exclude each other.
  const relever = (champ) => ({
    id: champ.id,
    coche: champ.checked,
    valeur: champ.value,
    fichiers: champ.files,
    choisis: champ.selectedOptions ? [...champ.selectedOptions].map((choix) => choix.value) : [],
  });

  const reprendre = (releve, champ) => {
    if (champ.type === "file") {
      champ.files = releve.fichiers;
      return false;
    }
    if (champ.type === "radio" || champ.type === "checkbox") {
      if (champ.checked === releve.coche) return false;
      champ.checked = releve.coche;
      return releve.coche || champ.type === "checkbox";
    }
    if (champ.tagName === "SELECT") {
      for (const choix of champ.options) choix.selected = releve.choisis.includes(choix.value);
      return differe(champ);
    }
    if (champ.value === releve.valeur) return false;
    champ.value = releve.valeur;
    return true;
  };

  let repondant = null;
  let enAttente = [];
  let aRenvoyer = [];

  document.body.addEventListener("htmx:oobBeforeSwap", (evenement) => {
    if (evenement.detail.target.id !== "zone-sections") return;
    const champs = [...formulaire.elements].filter((champ) => champ.name && champ.id);
    for (const champ of champs) if (champ !== repondant && champ.matches(".htmx-request")) htmx.trigger(champ, "htmx:abort");
    enAttente = champs.filter(differe).map(relever);
  });

  document.body.addEventListener("htmx:oobAfterSwap", (evenement) => {
    if (evenement.detail.target.id !== "zone-sections") return;
    for (const releve of enAttente) {
      const champ = document.getElementById(releve.id);
      if (champ && !champ.disabled && reprendre(releve, champ)) aRenvoyer.push(champ);
    }
    enAttente = [];
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    const champs = aRenvoyer;
    aRenvoyer = [];
    for (const champ of champs) champ.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.body.addEventListener("htmx:beforeSwap", (evenement) => {
    repondant = evenement.detail.requestConfig.elt;
    if (!estConnexion(evenement.detail.xhr.responseURL)) return;
    evenement.detail.shouldSwap = false;
    garder();
    document.getElementById("session-perdue").hidden = false;
    document.getElementById("session-perdue").scrollIntoView({ block: "center" });
  });

  document.body.addEventListener("htmx:afterSettle", (evenement) => {
    const etat = evenement.detail.target;
    if (!etat.id || !etat.id.startsWith("etat-")) return;
    const message = etat.querySelector("[data-vu]");
    if (!message) return;
    const nom = etat.id.slice("etat-".length);
    for (const champ of formulaire.querySelectorAll("[name]")) {
      if (champ.name !== nom) continue;
      champ.dataset.vu = message.dataset.vu;
      if (message.matches(".fr-message--valid")) confirmer(champ);
    }
  });

  document.body.addEventListener("htmx:sendError", () => garder());
  formulaire.addEventListener("submit", garder);

  const presence = document.getElementById("presence");
  const onglet = crypto.randomUUID();
  const signaler = () => {
    const adresse = presence.dataset.presence.replace("00000000-0000-0000-0000-000000000000", onglet);
    htmx.ajax("POST", adresse, { source: "#presence", target: "#presence", swap: "innerHTML" });
  };
  document.addEventListener("DOMContentLoaded", () => {
    rendre();
    signaler();
    setInterval(signaler, 20000);
  });
})();
