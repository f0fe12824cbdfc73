"""The cards of a chapter's page. Two hundred are a normal page: what does not vary is rendered once for all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from preuves.lignes import Depose, Ligne

DE_LA_LIGNE: Mapping[str, Callable[[Ligne], str]] = {
    "@cle@": lambda ligne: ligne.cle,
    "@identifiant@": lambda ligne: ligne.identifiant,
    "@libelle@": lambda ligne: ligne.libelle,
    "@etat_libelle@": lambda ligne: ligne.etat_libelle,
    "@vu@": lambda ligne: ligne.vu,
}
DU_DEPOT: Mapping[str, Callable[[Depose], str]] = {
    "@adresse@": lambda depot: depot.adresse,
    "@mention@": lambda depot: depot.mention,
    "@precision@": lambda depot: f"Pièce provisoire : {depot.provisoire}. " if depot.provisoire else "",
    "@avertissements@": lambda depot: "".join(f"{avertissement} " for avertissement in depot.avertissements),
    "@infection@": lambda depot: f"{depot.infection} " if depot.infection else "",
    "@empreinte@": lambda depot: depot.empreinte,
    "@texte@": lambda depot: depot.texte,
}
MODELES = ("tete", "fichier", "lien", "declaration", "depot", "decision", "fin")


def remplir(modele: str, variables: Mapping[str, Callable[[Any], str]], objet: Any) -> str:
    """The markup with what this object puts in it, escaped. Values are read only where the markup names them."""
    for variable, lire in variables.items():
        if variable in modele:
            modele = modele.replace(variable, conditional_escape(lire(objet)))
    return modele


class Cartes:
    """Renders each proof from models made once of `contexte`: rights of the reader, addresses, what was typed."""

    def __init__(self, contexte: dict[str, Any], couleur: Callable[[str], str]) -> None:
        self.contexte, self.couleur = contexte, couleur
        self.modeles = {nom: render_to_string(f"preuves/carte_{nom}.html", contexte) for nom in MODELES}
        self.modeles["ajout"] = render_to_string("preuves/carte_depot.html", {**contexte, "deja": True})

    def rendre(self, ligne: Ligne) -> SafeString:
        tete = self.modeles["tete"].replace("@couleur@", self.couleur(ligne.etat))
        morceaux = [remplir(tete, DE_LA_LIGNE, ligne)]
        if ligne.a_dire:
            morceaux.append(render_to_string("preuves/carte_dire.html", {**self.contexte, "ligne": ligne}))
        morceaux += [remplir(self.modeles[depot.forme], DU_DEPOT, depot) for depot in ligne.depots]
        morceaux += [remplir(self.modeles[nom], DE_LA_LIGNE, ligne) for nom in self._formulaires(ligne)]
        return SafeString("".join([*morceaux, remplir(self.modeles["fin"], DE_LA_LIGNE, ligne)]))

    def _formulaires(self, ligne: Ligne) -> list[str]:
        if self.contexte["peut_deposer"] and ligne.se_depose:
            return ["ajout" if ligne.depots else "depot"]
        return ["decision"] if self.contexte["peut_decider"] and not ligne.est_dispensee else []
