"""What is wrong with an amendment, line by line: said while it is entered, asked again before it is published."""

from collections.abc import Iterable
from datetime import date, datetime

from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif
from segur.noyau.regles import HorsPeriode, Motif, Verdict
from segur.portail.calendriers import regles
from segur.portail.calendriers.changements import Changement, Ligne, changement, changements, dispositifs_des


def verdict(amendement: Amendement) -> Verdict:
    """Everything at once; asked again when the text is proposed and when it is published."""
    tous = changements(amendement)
    lignes = [motif for c in tous for motif in motifs_de_la_ligne(c, amendement)]
    return Verdict((regles.amendement_rempli(lignes=len(tous)), *lignes, *motifs_d_ordre(amendement, tous)))


def verifier_les_lignes(
    amendement: Amendement, lignes: Iterable[Ligne]
) -> tuple[list[tuple[Ligne, list[Motif]]], list[Motif]]:
    """Lines not saved yet: the obstacles of each, and those of the order of the Dates."""
    lignes = list(lignes)
    par_cle = dispositifs_des(lignes)
    tous = [changement(ligne, par_cle[ligne.dispositif_id], amendement) for ligne in lignes]
    des_lignes = [(c.ligne, _obstacles(motifs_de_la_ligne(c, amendement))) for c in tous]
    return des_lignes, _obstacles(motifs_d_ordre(amendement, tous))


def _obstacles(motifs: Iterable[Motif]) -> list[Motif]:
    return [motif for motif in motifs if not motif.satisfait]


def motifs_de_la_ligne(changement: Changement, amendement: Amendement) -> list[Motif]:
    quoi = f"{changement.dispositif.libelle}, {changement.ligne}"
    deja = changement.meme_jour
    avant = changement.avant
    return [
        regles.effet_apres_le_texte(effet=changement.depuis, signe_le=amendement.signe_le),
        regles.jour_libre(quoi=quoi, effet=changement.depuis, deja=deja.reference.texte if deja else ""),
        regles.valeur_nouvelle(
            quoi=quoi,
            dite=changement.apres_dit,
            identique=avant is not None and deja is None and avant.valeur == changement.ligne.valeur,
        ),
    ]


def motifs_d_ordre(amendement: Amendement, changements: Iterable[Changement]) -> list[Motif]:
    """The calendar of each dispositif, as it would stand on each day of effect."""
    tous = [c for c in changements if isinstance(c.ligne, DateAmendee)]
    jours = sorted({(c.dispositif.libelle, c.depuis) for c in tous})
    par_libelle = {c.dispositif.libelle: c.dispositif for c in tous}
    return [
        regles.dates_en_ordre(
            dispositif=libelle,
            dates=_calendrier(par_libelle[libelle], tous, depuis),
            confirme=amendement.ordre_confirme,
        )
        for libelle, depuis in jours
    ]


def _calendrier(dispositif: Dispositif, changements: list[Changement], depuis: date) -> dict[int, datetime | None]:
    dates = {numero: _en_vigueur(dispositif, numero, depuis) for numero in range(1, 7)}
    for c in changements:
        if c.dispositif.pk == dispositif.pk and c.depuis <= depuis and isinstance(c.ligne, DateAmendee):
            dates[c.ligne.numero] = c.ligne.instant
    return dates


def _en_vigueur(dispositif: Dispositif, numero: int, jour: date) -> datetime | None:
    try:
        return dispositif.historique(numero).au(jour).valeur
    except HorsPeriode:
        return None
