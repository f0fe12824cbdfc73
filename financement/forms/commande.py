"""One order as it is typed. Every field comes from the format, and the same reader judges both."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dsfr.forms import DsfrBaseForm

from financement.formats import Erreur, LigneLue, en_json, lire_commande
from financement.formats.modeles import LIGNES_AU_PLUS, CommandeV1, LigneV1
from financement.forms.champs import Groupe, champ_de, phrase, valeur_saisie
from financement.regles.commande.faits import Bon

LIGNES_AU_MOINS = 2
_DANS_UNE_LIGNE = re.compile(r"lignes\[(\d+)\](?:\.(\w+))?")
_POSTEE = re.compile(r"(?:.*-)?lignes-(\d{1,2})-\w+")
GROUPES: dict[str, tuple[str, ...]] = {
    "Bon de commande": ("reference", "emis_le", "signe_le", "taux_tva"),
    "Client": ("client", "cle", "nom", "patients_mt", "vague_1_autofinancee", "formalites_organisation"),
    "Signature": ("signature", "signataire", "signataire_habilite"),
    "Versions du logiciel": ("version", "version_installee", "mise_a_jour_payante"),
    "Mentions et conditions": ("mention_etat", "mention_conditionnelle", "conditionne"),
    "Aides de minimis": ("aides_de_minimis", "aides_declarees_le"),
}


class CommandeForm(DsfrBaseForm):
    """`brut`: the order as it stands (`en_commande(bon)`, or what a file held); it starts empty otherwise.

    `seulement`: the only fields that may change, « lignes » for all the lines; the others keep what `brut` says.
    """

    def __init__(
        self,
        donnees: Mapping[str, Any] | None = None,
        *,
        brut: Mapping[str, Any] | None = None,
        seulement: Collection[str] | None = None,
        **options: Any,
    ) -> None:
        self.depart, self.seulement = _connus(brut or {}), seulement
        super().__init__(donnees, **options)
        for nom, info in CommandeV1.model_fields.items():
            if nom not in ("lignes", "pieces") and self._est_ouvert(nom):
                self.fields[nom] = champ_de(info, self.depart.get(nom), str(info.title))
        if self._est_ouvert("lignes"):
            self._ajouter_les_lignes(donnees)

    @classmethod
    def relu(cls, brut: Any, erreurs: Sequence[Mapping[str, str]] = ()) -> "CommandeForm":
        """What a file held, its errors beside their fields. `erreurs`: those told of the order among the others too."""
        tel_quel = brut if isinstance(brut, Mapping) else {}
        vide = cls(brut=tel_quel)
        form = cls({nom: vide[nom].value() for nom in vide.fields}, brut=tel_quel)
        dites = {erreur.chemin for erreur in form.lignes_en_erreur()}
        for erreur in erreurs:
            champ = form._champ_en_cause(lue := Erreur(**erreur))
            if champ and lue.chemin not in dites:
                form.add_error(champ, phrase(lue))
        return form

    def lignes_en_erreur(self) -> tuple[Erreur, ...]:
        self.full_clean()
        return self.ligne.erreurs

    def _est_ouvert(self, nom: str) -> bool:
        return self.seulement is None or nom in self.seulement

    def _ajouter_les_lignes(self, donnees: Mapping[str, Any] | None) -> None:
        lignes = self._lignes_de_depart()
        postees = [int(lu[1]) + 1 for nom in donnees or () if (lu := _POSTEE.fullmatch(nom))]
        self.nombre = min(max(LIGNES_AU_MOINS, len(lignes), *postees), LIGNES_AU_PLUS)
        for rang in range(self.nombre):
            depart = lignes[rang] if rang < len(lignes) else {}
            for nom, info in LigneV1.model_fields.items():
                titre = f"Ligne {rang + 1} : {str(info.title).lower()}"
                champ = self.fields[f"lignes-{rang}-{nom}"] = champ_de(info, depart.get(nom), titre)
                champ.obligatoire = info.is_required() and rang == 0  # type: ignore[attr-defined]

    def _lignes_de_depart(self) -> list[Mapping[str, Any]]:
        lignes = self.depart.get("lignes")
        return [ligne if isinstance(ligne, Mapping) else {} for ligne in lignes] if isinstance(lignes, list) else []

    def clean(self) -> dict[str, Any]:
        """Judged as a row of a file is; each error beside the field that it names."""
        self.ligne: LigneLue = lire_commande(self.en_brut())
        for erreur in self.ligne.erreurs:
            self.add_error(self._champ_en_cause(erreur), phrase(erreur))
        return self.cleaned_data

    def _champ_en_cause(self, erreur: Erreur) -> str | None:
        nom = erreur.chemin
        if dans := _DANS_UNE_LIGNE.fullmatch(nom):
            rang = int(dans[1])
            place = self.rangs[rang] if rang < len(self.rangs) else rang
            nom = f"lignes-{place}-{dans[2] or 'prestation'}"
        if nom == "lignes":
            nom = "lignes-0-prestation"
        return nom if nom in self.fields else None

    @property
    def bon(self) -> Bon:
        """Once the form is valid."""
        if self.ligne.bon is None:
            raise ValueError("Le formulaire n’est pas valide.")
        return self.ligne.bon

    def en_brut(self) -> dict[str, Any]:
        """The order as a file would hold it: what was typed, over what stood."""
        brut = dict(self.depart)
        for nom, info in CommandeV1.model_fields.items():
            if nom in self.fields:
                brut[nom] = valeur_saisie(info, self._saisi(nom))
        if self._est_ouvert("lignes"):
            brut["lignes"] = self._lignes_saisies()
        return brut

    def _lignes_saisies(self) -> list[dict[str, Any]]:
        """Lines left empty are no lines; `rangs` remembers which fields made each one."""
        self.rangs, lignes = [], []
        for rang in range(self.nombre):
            saisies = {nom: self._saisi(f"lignes-{rang}-{nom}") for nom in LigneV1.model_fields}
            if any(saisies.values()):
                self.rangs.append(rang)
                lignes.append(
                    {nom: valeur_saisie(LigneV1.model_fields[nom], valeur) for nom, valeur in saisies.items()}
                )
        return lignes

    def _saisi(self, nom: str) -> str:
        return str(self[nom].data or "").strip()

    @property
    def groupes(self) -> list[Groupe]:
        """The fields that are open, under their titles."""
        groupes = [Groupe(titre, [self[n] for n in noms if n in self.fields]) for titre, noms in GROUPES.items()]
        lignes = Groupe("Lignes du bon", [self[nom] for nom in self.fields if nom.startswith("lignes-")])
        return [groupe for groupe in (*groupes[:2], lignes, *groupes[2:]) if groupe.champs]


def ancre(chemin: str) -> str:
    """Id of the field that a path names: `lignes[0].montant_ht` gives `id_lignes-0-montant_ht`; empty for none."""
    if dans := _DANS_UNE_LIGNE.fullmatch(chemin):
        return f"id_lignes-{dans[1]}-{dans[2] or 'prestation'}"
    if chemin == "lignes":
        return "id_lignes-0-prestation"
    return f"id_{chemin}" if chemin in CommandeV1.model_fields and chemin != "pieces" else ""


def _connus(brut: Mapping[str, Any]) -> dict[str, Any]:
    """Without the names that the format does not know: correcting an order drops them."""
    lu: dict[str, Any] = en_json({nom: valeur for nom, valeur in brut.items() if nom in CommandeV1.model_fields})
    if isinstance(lu.get("lignes"), list):
        lu["lignes"] = [_ligne_connue(ligne) for ligne in lu["lignes"]]
    return lu


def _ligne_connue(ligne: Any) -> Any:
    if not isinstance(ligne, dict):
        return ligne
    return {nom: valeur for nom, valeur in ligne.items() if nom in LigneV1.model_fields}
