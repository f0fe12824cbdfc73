"""A journal deposited as a file, or one month typed: the words and the errors are those of the format."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.formats.journal import LigneDeJournal, en_nombre, lire_mois
from financement.formats.modeles_du_journal import ENTIERS, MoisV1
from financement.journaux import ZONE
from segur.noyau.documents.champs import DepotField


class JournalForm(DsfrBaseForm):
    fichier = DepotField(label="Journal (CSV ou JSON)", zone=ZONE)


class MoisForm(DsfrBaseForm):
    """One month of one order, which is known already."""

    mois = forms.CharField(
        label="Mois",
        help_text="Comme 2027-03 ou 03/2027.",
        max_length=10,
        error_messages={"required": "Indiquez le mois."},
    )
    dt, dm, t, tq, ts = (
        forms.CharField(
            label=str(MoisV1.model_fields[nom].title),
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={"required": "Indiquez un nombre, 0 compris."},
        )
        for nom in ENTIERS
    )

    def lire(self, reference: str, cle: str) -> LigneDeJournal:
        """The row as a file would bring it; what is wrong is told beside its field."""
        brut: dict[str, Any] = {"commande": reference, "cle": cle, "mois": self.cleaned_data["mois"]}
        ligne = lire_mois(brut | {nom: en_nombre(self.cleaned_data[nom]) for nom in ENTIERS})
        for erreur in ligne.erreurs:
            self.dire(erreur.en_donnees())
        return ligne

    def dire(self, anomalie: dict[str, Any]) -> None:
        champ = anomalie["chemin"] if anomalie["chemin"] in self.fields else None
        self.add_error(champ, f"{anomalie['attendu']} {anomalie['remede']}")
