"""What a supplier sends: a file of orders or claims, an archive of pieces, one piece."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.formats import ZONE
from financement.models import Commande
from financement.natures import AVANCE, Nature
from segur.noyau.documents.champs import DepotField

MALGRE_TOUT = "Déposer aussi les {des} que l’ASP rejetterait probablement"
AIDE = (
    "Décochez pour que le portail les garde à relire, avec leurs raisons : elles ne seront alors reçues par l’ASP qu’à "
    "l’instant où vous les déposerez, qui doit précéder la Date {date}."
)


class ArchiveForm(DsfrBaseForm):
    archive = DepotField(
        label="Archive ZIP des pièces",
        zone="archive_de_commandes",
        error_messages={"required": "Choisissez l’archive ZIP des pièces."},
    )
    malgre_tout = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, de: Nature = AVANCE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["malgre_tout"].label = MALGRE_TOUT.format(des=de.plusieurs)
        self.fields["malgre_tout"].help_text = AIDE.format(date=de.date)

    @property
    def valeurs(self) -> dict[str, Any]:
        archives = self.cleaned_data["archive"]
        return {"archive": archives[0] if archives else None, "malgre_tout": self.cleaned_data["malgre_tout"]}


class DepotForm(ArchiveForm):
    """The archive may come at once or later: nothing is deposited without it."""

    fichier = DepotField(
        label="Fichier JSON des commandes",
        zone=ZONE,
        error_messages={"required": "Choisissez le fichier JSON."},
    )
    archive = DepotField(
        label="Archive ZIP des pièces (maintenant ou plus tard)", zone="archive_de_commandes", required=False
    )
    field_order = ("fichier", "archive", "malgre_tout")

    def __init__(self, *args: Any, de: Nature = AVANCE, **options: Any) -> None:
        super().__init__(*args, de=de, **options)
        self.fields["fichier"].label = f"Fichier JSON des {de.plusieurs}"


class PieceJointeForm(DsfrBaseForm):
    """One file, for one kind of piece."""

    def __init__(self, nature: str, *args: Any, de: Nature = AVANCE, obligatoire: bool = True, **options: Any) -> None:
        super().__init__(*args, auto_id=f"id_{nature}_%s", **options)
        self.nature = nature
        self.fields["fichier"] = DepotField(
            label=str(de.piece.Nature(nature).label), zone=de.zone_des_pieces, required=obligatoire
        )

    @property
    def valeurs(self) -> dict[str, Any]:
        fichiers = self.cleaned_data["fichier"]
        return {"nature": self.nature, "fichier": fichiers[0] if fichiers else None}


class GroupeForm(DsfrBaseForm):
    """What is done to several orders of one request, ticked on its page."""

    RETIRER, DEPOSER = "retirer", "deposer"
    geste = forms.ChoiceField(label="Action", choices=[(DEPOSER, "Déposer"), (RETIRER, "Retirer")])
    commandes = forms.ModelMultipleChoiceField(
        Commande.objects.none(), label="Commandes", error_messages={"required": "Cochez au moins une ligne."}
    )
    motif = forms.CharField(label="Motif du retrait", max_length=1000, required=False)

    def __init__(self, *args: Any, commandes: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["commandes"].queryset = commandes

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or self.cleaned_data
        if lues.get("geste") == self.RETIRER and not lues.get("motif", "").strip():
            self.add_error("motif", "Dites pourquoi vous les retirez.")
        return lues
