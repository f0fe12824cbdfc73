"""An amendment, from draft to publication: entered by one person, published by another."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.db import transaction as db
from django.db.models import Count
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.dispositifs.models import Amendement, AvisDAmendement, Dispositif
from segur.noyau.dispositifs.publication import ecrire_les_versions
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, transition
from segur.portail import tasks
from segur.portail.calendriers import regles
from segur.portail.calendriers.annonces import preparer_les_avis
from segur.portail.calendriers.changements import Ligne, changements
from segur.portail.calendriers.verification import verdict, verifier_les_lignes

Statut = Amendement.Statut
SAISISSENT = (Role.ADMINISTRATEUR, Role.RESPONSABLE)
PUBLIENT = (Role.ADMINISTRATEUR, Role.DIRECTION)


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Il reste entre agents de l’ANS.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi."},
    )


def _motif_exige(amendement: Amendement, demande: Demande) -> Verdict:
    return Verdict((regles.motif_donne(motif=str(demande.donnees.get("motif", ""))),))


def _coherent(amendement: Amendement, demande: Demande) -> Verdict:
    return verdict(amendement)


# ---- entering -------------------------------------------------------------------------------------------------------


def ouvrir(valeurs: dict[str, Any], lignes: Iterable[Ligne], demande: Demande) -> Amendement:
    """A new draft with its lines. Raises Refus when a line does not hold."""
    amendement = Amendement(**valeurs, saisi_par=demande.acteur.personne, saisi_le=demande.recu_le)
    lignes = list(lignes)
    with db.atomic():
        motifs = Verdict((Motif("role", demande.acteur.tient(*SAISISSENT), "Cette saisie revient à l’ANS."),))
        motifs += _lignes_coherentes(amendement, lignes)
        if not motifs.favorable:
            raise Refus(motifs)
        amendement.save()
        _poser_les_lignes(amendement, lignes)
        inscrire(
            amendement,
            action="amendement.ouvrir",
            recit=f"Amendement saisi : {amendement}",
            acteur=demande.acteur,
            recu_le=demande.recu_le,
            vers=amendement.statut,
            motifs=motifs.motifs,
            details=_contenu(amendement),
        )
    return amendement


def _lignes_coherentes(amendement: Amendement, lignes: list[Ligne]) -> Verdict:
    for ligne in lignes:
        ligne.amendement = amendement
    des_lignes, d_ordre = verifier_les_lignes(amendement, lignes)
    parution = regles.parution_apres_le_texte(jo_le=amendement.jo_le, signe_le=amendement.signe_le)
    effet = regles.effet_apres_le_texte(effet=amendement.effet, signe_le=amendement.signe_le)
    obstacles = [motif for _, motifs in des_lignes for motif in motifs]
    return Verdict((regles.amendement_rempli(lignes=len(lignes)), parution, effet, *obstacles, *d_ordre))


def _poser_les_lignes(amendement: Amendement, lignes: Iterable[Ligne]) -> None:
    """The lines of a draft are those that were typed last: nothing of them is in force yet."""
    amendement.dates.all().delete()
    amendement.seuils.all().delete()
    for ligne in lignes:
        ligne.amendement = amendement
        ligne.save()


def _a_saisir(amendement: Amendement, demande: Demande) -> Verdict:
    for champ, valeur in demande.donnees["valeurs"].items():
        setattr(amendement, champ, valeur)
    return _lignes_coherentes(amendement, demande.donnees["lignes"])


@transition(
    Amendement,
    de=Statut.BROUILLON,
    vers=None,
    roles=SAISISSENT,
    controle=_a_saisir,
    libelle="Modifier la saisie",
    recit="Saisie modifiée : {objet}",
    a_sa_page=False,
)
def saisir(amendement: Amendement, demande: Demande) -> dict[str, Any]:
    """What is typed replaces what was; whoever typed it last will not publish it."""
    amendement.saisi_par, amendement.saisi_le = demande.acteur.personne, demande.recu_le
    _poser_les_lignes(amendement, demande.donnees["lignes"])
    return _contenu(amendement)


def _contenu(amendement: Amendement) -> dict[str, Any]:
    """What the text changes, in words: from what to what, from when, by which article."""
    return {
        "texte": amendement.citation,
        "adresse": amendement.url,
        "changements": [
            {
                "dispositif": c.dispositif.code,
                "valeur": str(c.ligne),
                "article": c.ligne.article,
                "avant": c.avant_dit,
                "apres": c.apres_dit,
                "depuis": c.depuis,
            }
            for c in changements(_relu(amendement))
        ],
    }


# ---- approving ------------------------------------------------------------------------------------------------------


@transition(
    Amendement,
    de=Statut.BROUILLON,
    vers=Statut.A_APPROUVER,
    roles=SAISISSENT,
    garde=_coherent,
    libelle="Proposer à la publication",
    recit="Amendement proposé : {objet}",
    question="Une autre personne, de la direction ou administrateur, le relira et le publiera.",
    bouton="Proposer",
)
def proposer(amendement: Amendement, demande: Demande) -> dict[str, Any]:
    """From then on its content does not move, until it is published or taken back."""
    amendement.propose_par = demande.acteur.personne
    approbateurs = Utilisateur.objects.ayant_role(*PUBLIENT).exclude(pk=demande.acteur.personne.pk)
    notifier(
        approbateurs,
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{amendement.cle_dossier}:propose:{demande.recu_le.isoformat()}",
        sujet=f"Amendement à publier : {amendement}",
        corps=f"{demande.acteur} propose de publier : {amendement.citation}. Relisez les dossiers qu’il déplace.",
        lien=amendement.get_absolute_url(),
    )
    return _contenu(amendement)


def _autre_personne(amendement: Amendement, demande: Demande) -> Verdict:
    auteurs = (amendement.saisi_par_id, amendement.propose_par_id)
    meme = regles.deux_personnes(meme=any(demande.acteur.compte_pour(auteur) == auteur for auteur in auteurs))
    return Verdict((meme,)) + verdict(amendement)


def _sous_verrou(amendement: Amendement, demande: Demande) -> Verdict:
    """Two texts on the same calendar are published one after the other: the second is judged on what the first left."""
    cles = {ligne.dispositif_id for ligne in amendement.lignes}
    list(Dispositif.objects.filter(pk__in=cles).select_for_update(no_key=True).order_by("pk"))
    return verdict(_relu(amendement))


def _relu(amendement: Amendement) -> Amendement:
    """With the calendars as they stand now."""
    return Amendement.objects.avec_lignes().get(pk=amendement.pk)


def _suites(amendement: Amendement) -> Iterable[str]:
    for c in changements(amendement):
        ecart = f" ({c.ecart_dit})" if c.ecart_dit else ""
        yield (
            f"{c.dispositif.libelle}, {c.ligne} : {c.avant_dit} → {c.apres_dit}{ecart}, "
            f"à compter du {c.depuis:%d/%m/%Y}."
        )


@transition(
    Amendement,
    de=Statut.A_APPROUVER,
    vers=Statut.PUBLIE,
    roles=PUBLIENT,
    garde=_autre_personne,
    controle=_sous_verrou,
    consequences=_suites,
    libelle="Publier l’amendement",
    recit="Amendement publié : {objet}",
    question="Le calendrier change pour tous au jour dit, et les éditeurs concernés en sont prévenus. "
    "Un amendement publié ne se modifie plus : pour le corriger, on en publie un autre.",
    bouton="Publier",
)
def publier(amendement: Amendement, demande: Demande) -> dict[str, Any]:
    """Adds versions and edits none; the vendors are told once the transaction has ended."""
    amendement.publie_par, amendement.publie_le = demande.acteur.personne, demande.recu_le
    contenu = _contenu(amendement)
    ecrire_les_versions(amendement)
    prevenues = preparer_les_avis(_relu(amendement), demande.recu_le)
    db.on_commit(partial(tasks.confier, amendement.pk))
    return contenu | {"personnes_a_prevenir": prevenues}


@transition(
    Amendement,
    de=Statut.A_APPROUVER,
    vers=Statut.BROUILLON,
    roles=(Role.ADMINISTRATEUR, Role.RESPONSABLE, Role.DIRECTION),
    controle=_motif_exige,
    formulaire=MotifForm,
    libelle="Reprendre la saisie",
    recit="Amendement rendu à la saisie : {objet}",
    bouton="Rendre à la saisie",
)
def reprendre(amendement: Amendement, demande: Demande) -> dict[str, str]:
    """Sent back by who approves, or taken back by who entered it."""
    amendement.propose_par = None
    return {"motif": demande.donnees["motif"]}


@transition(
    Amendement,
    de=(Statut.BROUILLON, Statut.A_APPROUVER),
    vers=Statut.ABANDONNE,
    roles=(Role.ADMINISTRATEUR, Role.RESPONSABLE, Role.DIRECTION),
    controle=_motif_exige,
    formulaire=MotifForm,
    libelle="Abandonner",
    recit="Amendement abandonné : {objet}",
    question="Il ne pourra plus être proposé ; ses valeurs resteront lisibles ici.",
    bouton="Abandonner",
)
def abandonner(amendement: Amendement, demande: Demande) -> dict[str, str]:
    return {"motif": demande.donnees["motif"]}


def avancement(amendement: Amendement) -> tuple[int, int]:
    """Persons told, persons to tell."""
    avis = AvisDAmendement.objects.filter(amendement=amendement)
    comptes = avis.aggregate(dites=Count("prevenue_le"), total=Count("pk"))
    return comptes["dites"], comptes["total"]
