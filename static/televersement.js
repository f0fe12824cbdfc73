// What every deposit place shares: the limits told before anything leaves, one request with its progress, and its answer in words.
"use strict";

globalThis.Televersement = (() => {
  const SILENCE = 60_000; // milliseconds without one byte leaving: the connection is said lost
  const DEFINITIFS = [400, 403, 404, 405, 409, 422];

  const enOctets = (octets) =>
    octets < 1e6 ? `${Math.max(1, Math.round(octets / 1e3))} ko` : `${(octets / 1e6).toFixed(1).replace(".", ",")} Mo`;

  // `limites`: the data attributes that the deposit place announces (`data-formats`, `data-taille-max`…). All at once, in
  // the portal's own words: it says the same when no script ran.
  const causes = (fichier, limites) => {
    const formats = limites.formats ? limites.formats.split(",") : [];
    const suffixe = /\.([^./\\]+)$/.exec(fichier.name)?.[1].toLowerCase() ?? "";
    const nomAuPlus = Number(limites.nomAuPlus) || 255;
    const nom = `« ${fichier.name} »`;
    const trouvees = [];
    if (limites.tailleMax && fichier.size >= Number(limites.tailleMax)) {
      trouvees.push(`${nom} pèse ${enOctets(fichier.size)}. Taille acceptée : ${limites.tailleAnnoncee}.`);
    }
    if (fichier.size === 0) trouvees.push(`${nom} est vide. Vérifiez le fichier et déposez-le à nouveau.`);
    if (formats.length && !formats.includes(suffixe)) {
      trouvees.push(`${nom} n’est pas dans un format accepté ici. Formats acceptés : ${formats.join(", ").toUpperCase()}.`);
    }
    if (fichier.name.length > nomAuPlus) trouvees.push(`Le nom ${nom} dépasse ${nomAuPlus} caractères : renommez le fichier.`);
    return trouvees;
  };

  // What an answer means: « suite » (done, go there), « page » (refused, with a page that says why), « refus », « coupe ».
  const juger = (requete) => {
    const suite = requete.getResponseHeader("X-Suite");
    if ((suite ?? requete.responseURL).includes("/connexion/")) {
      return { genre: "coupe", session: true, texte: "votre session a expiré. Reconnectez-vous, puis envoyez à nouveau." };
    }
    if (suite) return { genre: "suite", adresse: suite };
    if (requete.status === 413) return { genre: "refus", texte: "l’envoi est trop lourd pour être reçu." };
    if (requete.status === 200 || DEFINITIFS.includes(requete.status)) return { genre: "page" };
    if (requete.status === 503) return { genre: "coupe", texte: "le portail ne peut pas ranger de fichier pour l’instant. Réessayez dans quelques minutes." };
    return { genre: "coupe", texte: `le portail n’a pas pu répondre (${requete.status}).` };
  };

  // One POST. `avancer(sent, total)` while it leaves; `finir(requete, jugement)` once, whatever happened.
  const envoyer = ({ adresse, corps, entetes, avancer, finir }) => {
    const requete = new XMLHttpRequest();
    let veille = null;
    let muette = false;
    const veiller = () => {
      clearTimeout(veille);
      veille = setTimeout(() => {
        muette = true;
        requete.abort();
      }, SILENCE);
    };
    const couper = (texte) => finir(requete, { genre: "coupe", texte });
    requete.open("POST", adresse);
    for (const [nom, valeur] of Object.entries(entetes)) requete.setRequestHeader(nom, valeur);
    requete.upload.addEventListener("progress", ({ loaded, total }) => {
      veiller();
      avancer(loaded, total);
    });
    requete.upload.addEventListener("loadend", () => clearTimeout(veille));
    requete.addEventListener("load", () => finir(requete, juger(requete)));
    requete.addEventListener("error", () => couper("la connexion n’a pas tenu."));
    requete.addEventListener("abort", () => couper(muette ? "plus rien ne passe depuis une minute." : "l’envoi a été arrêté."));
    veiller();
    requete.send(corps);
    return requete;
  };

  return { causes, envoyer, enOctets };
})();
