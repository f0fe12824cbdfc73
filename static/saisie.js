// A step that saves itself: what was seen before travels with each answer, what is typed outlives the session.
"use strict";

(() => {
  const formulaire = document.getElementById("saisie");
  if (!formulaire) return;
  const cleDeGarde = `saisie:${formulaire.dataset.garder}`;
  const montrer = (id) => {
    const alerte = document.getElementById(id);
    alerte.hidden = false;
    alerte.scrollIntoView({ block: "center" });
  };
  const estConnexion = (adresse) => adresse.includes("/connexion/");

  const valeurs = () => {
    const gardees = Object.create(null);
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

  // What the page showed of each answer before it was changed, by name: what a colleague's answer is compared with.
  const vus = () => {
    const montres = Object.create(null);
    for (const champ of formulaire.elements) if (champ.dataset.vu !== undefined) montres[champ.name] = champ.dataset.vu;
    return montres;
  };

  // Kept under a key that only the pages of this very account hold: another user of the browser reads nothing of it.
  const enOctets = (texte) => Uint8Array.from(atob(texte), (lettre) => lettre.charCodeAt(0));
  const cle = crypto.subtle?.importKey("raw", enOctets(formulaire.dataset.cle), "AES-GCM", false, ["encrypt", "decrypt"]);
  const VECTEUR = 12;

  // What a form sends is in the page that answers it, unless that page is the one to sign in.
  const garder = async (envoye) => {
    const clair = new TextEncoder().encode(JSON.stringify({ envoye, valeurs: valeurs(), vus: vus() }));
    if (!cle) return;
    const iv = crypto.getRandomValues(new Uint8Array(VECTEUR));
    const chiffre = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cle, clair));
    const octets = [...iv, ...chiffre];
    localStorage.setItem(cleDeGarde, btoa(octets.map((octet) => String.fromCharCode(octet)).join("")));
  };

  // Null when nothing is kept, or by another account, for whom it stays.
  const dechiffrer = async (texte) => {
    try {
      const octets = enOctets(texte);
      const iv = octets.slice(0, VECTEUR);
      const clair = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await cle, octets.slice(VECTEUR));
      return JSON.parse(new TextDecoder().decode(clair));
    } catch {
      return null;
    }
  };

  const rendre = async () => {
    const texte = localStorage.getItem(cleDeGarde);
    const garde = texte && (await dechiffrer(texte));
    if (!garde) return;
    localStorage.removeItem(cleDeGarde);
    if (garde.envoye && !estConnexion(document.referrer)) return;
    const gardees = garde.valeurs;
    for (const champ of formulaire.elements) {
      if (!Object.hasOwn(gardees, champ.name) || champ.type === "file") continue;
      const choix = champ.type === "radio" || champ.type === "checkbox";
      const attendu = choix ? gardees[champ.name].includes(champ.value) : gardees[champ.name][0];
      const actuel = choix ? champ.checked : champ.value;
      if (attendu === actuel) continue;
      if (choix) champ.checked = attendu;
      else champ.value = attendu;
      if (Object.hasOwn(garde.vus, champ.name)) champ.dataset.vu = garde.vus[champ.name];
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  document.body.addEventListener("htmx:configRequest", (evenement) => {
    const champ = evenement.detail.elt;
    if (champ.type === "file" && !champ.files.length) evenement.preventDefault();
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
    vu: champ.dataset.vu,
    fichiers: champ.files,
    choisis: champ.selectedOptions ? [...champ.selectedOptions].map((choix) => choix.value) : [],
  });

  const reprendre = (releve, champ) => {
    if (champ.type === "file") {
      champ.files = releve.fichiers;
      return true;
    }
    if (releve.vu !== undefined) champ.dataset.vu = releve.vu;
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

  // A form drawn for one request does not know what was noted of another one after that request had left.
  let rang = 0;
  let departDuRepondant = 0;
  const departs = new WeakMap();
  const notes = Object.create(null);
  const noteDepuis = (champ) => champ.type !== "file" && notes[champ.name] > departDuRepondant;
  document.body.addEventListener("htmx:beforeRequest", (evenement) => departs.set(evenement.detail.xhr, ++rang));

  let repondant = null;
  let enAttente = [];
  let aRenvoyer = [];
  let soumettant = null;
  const envoiEnCours = () => formulaire.querySelector("input[type=file].htmx-request");

  document.body.addEventListener("htmx:oobBeforeSwap", (evenement) => {
    if (evenement.detail.target.id !== "zone-sections") return;
    const champs = [...formulaire.elements].filter((champ) => champ.name && champ.id);
    for (const champ of champs) if (champ !== repondant && champ.matches(".htmx-request")) htmx.trigger(champ, "htmx:abort");
    const repondus = (champ) => champ === repondant && champ.type === "file";
    enAttente = champs.filter((champ) => (differe(champ) || noteDepuis(champ)) && !repondus(champ)).map(relever);
  });

  document.body.addEventListener("htmx:oobAfterSwap", (evenement) => {
    if (evenement.detail.target.id !== "zone-sections") return;
    for (const releve of enAttente) {
      const champ = document.getElementById(releve.id);
      if (champ && !champ.disabled && reprendre(releve, champ)) aRenvoyer.push(champ);
    }
    enAttente = [];
  });

  document.body.addEventListener("htmx:beforeSwap", (evenement) => {
    repondant = evenement.detail.requestConfig.elt;
    departDuRepondant = departs.get(evenement.detail.xhr) ?? rang;
    if (!estConnexion(evenement.detail.xhr.responseURL)) return;
    evenement.detail.shouldSwap = false;
    garder(false);
    montrer("session-perdue");
  });

  document.body.addEventListener("htmx:afterSettle", (evenement) => {
    const etat = evenement.detail.target;
    if (!etat.id || !etat.id.startsWith("etat-")) return;
    const message = etat.querySelector("[data-vu]");
    if (!message) return;
    const nom = etat.id.slice("etat-".length);
    notes[nom] = ++rang;
    for (const champ of formulaire.querySelectorAll("[name]")) {
      if (champ.name !== nom) continue;
      if (champ.type === "file") champ.value = "";
      else champ.dataset.vu = message.dataset.vu;
      if (message.matches(".fr-message--valid")) confirmer(champ);
    }
    const ancien = document.getElementById(`id_${nom}_error`);
    if (!ancien) return;
    ancien.replaceChildren();
    ancien.parentElement.classList.remove("fr-input-group--error", "fr-select-group--error", "fr-fieldset--error");
  });

  // After what was answered is noted as seen, what was typed meanwhile leaves again.
  document.body.addEventListener("htmx:afterSettle", (evenement) => {
    const champs = aRenvoyer;
    aRenvoyer = [];
    for (const champ of champs) champ.dispatchEvent(new Event("change", { bubbles: true }));
    if (!soumettant || envoiEnCours()) return;
    const bouton = soumettant;
    soumettant = null;
    if (!evenement.detail.target.querySelector(".fr-message--error")) formulaire.requestSubmit(bouton);
  });

  // A file on its way: how far it is; the page that is sent meanwhile leaves once it has arrived.
  document.body.addEventListener("htmx:xhr:progress", (evenement) => {
    const champ = evenement.target;
    if (champ.type !== "file" || !evenement.detail.lengthComputable) return;
    const etat = document.getElementById(`etat-${champ.name}`);
    let avancee = etat.querySelector("progress");
    if (!avancee) {
      avancee = document.createElement("progress");
      avancee.setAttribute("aria-label", "Envoi du fichier");
      etat.replaceChildren(avancee);
    }
    avancee.max = evenement.detail.total;
    avancee.value = evenement.detail.loaded;
  });

  // The network was cut, the server failed, or somebody signed in again in another tab.
  for (const echec of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(echec, (evenement) => {
      if (evenement.target.id === "presence") return;
      garder(false);
      montrer("envoi-echoue");
    });
  }

  formulaire.addEventListener("submit", (evenement) => {
    const envoi = envoiEnCours();
    if (!envoi) {
      garder(true);
      return;
    }
    evenement.preventDefault();
    soumettant = evenement.submitter;
    envoi.scrollIntoView({ block: "center" });
  });
  formulaire.addEventListener("formdata", (evenement) => evenement.formData.set("vus", JSON.stringify(vus())));

  document.addEventListener("DOMContentLoaded", rendre);
})();
