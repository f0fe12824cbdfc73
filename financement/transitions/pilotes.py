"""The supplier's side of the pilots: clients chosen, PV and training supports joined, the dossier sent (AF 6.3)."""

from typing import Any

from django.db import transaction as db

from candidatures.models import Candidature
from financement.models import (
    Commande,
    ContenuCouvert,
    DossierPilote,
    Droit,
    Fournisseur,
    Pilote,
    PointDePilote,
    ProcesVerbal,
    SupportDeFormation,
)
from financement.pilotes import (
    conformite,
    contenus_ouverts,
    faits,
    oublier,
    pilote_ouvert,
    solutions_a_piloter,
    support_ouvert,
    valeur_de,
)
from financement.regles import pilotes as regles
from financement.regles.pilotes import PILOTES
from financement.transitions.annonces import dire_des_pilotes
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus, transition

Statut = DossierPilote.Statut
FERME = "L’ANS n’a pas demandé de revenir sur ce point : il ne change plus."


def ouvrir(fournisseur: Fournisseur, candidature: Candidature, demande: Demande) -> DossierPilote:
    """A dossier to fill, one for each solution of the supplier. Raises Refus when nothing may begin yet."""
    with db.atomic():
        candidature = Candidature.objects.select_for_update(of=("self",)).get(pk=candidature.pk)
        deja = DossierPilote.objects.filter(fournisseur=fournisseur, candidature=candidature).first()
        if deja:
            return deja
        motifs = ouvrable(fournisseur, candidature)
        if not motifs.favorable:
            raise Refus(motifs)
        dossier = DossierPilote.objects.create(
            fournisseur=fournisseur,
            candidature=candidature,
            ouvert_le=demande.recu_le,
            ouvert_par=demande.acteur.personne,
        )
        _raconter_l_ouverture(dossier, demande, motifs)
    return dossier


def _raconter_l_ouverture(dossier: DossierPilote, demande: Demande, motifs: Verdict) -> None:
    inscrire(
        dossier,
        action="dossierpilote.ouvrir",
        recit="Dossier des pilotes ouvert",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=dossier.statut,
        motifs=motifs.motifs,
        cle=demande.cle,
    )


def ouvrable(fournisseur: Fournisseur, candidature: Candidature) -> Verdict:
    validee = solutions_a_piloter(fournisseur).filter(pk=candidature.pk).exists()
    explication = "Un pilote se choisit parmi les commandes de cette solution dont l’avance est validée par l’ASP."
    return Verdict(
        (
            regles.nombre_publie(exige=candidature.dispositif.nb_pilotes),
            Motif("validee", validee, explication, PILOTES),
        )
    )


def _commande_recevable(dossier: DossierPilote, demande: Demande) -> Verdict:
    """The order is looked for among the supplier's own: another's does not exist for it."""
    commande = Commande.objects.filter(pk=demande.donnees["commande"], demande__fournisseur=dossier.fournisseur_id)
    lue = commande.select_related("demande").first()
    return regles.pilote_recevable(
        du_fournisseur=lue is not None,
        de_la_solution=lue is not None and lue.demande.candidature_id == dossier.candidature_id,
        validee=lue is not None and lue.statut == Commande.Statut.VALIDEE,
        deja=lue is not None and lue.pilotes.actuels().exists(),
    )


def _place_libre(dossier: DossierPilote, demande: Demande) -> Verdict:
    connus = faits(dossier)
    return Verdict((regles.place_libre(choisis=len(connus.pilotes), exige=connus.exige),))


@transition(
    DossierPilote,
    de=DossierPilote.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    garde=_place_libre,
    controle=_commande_recevable,
    libelle="Choisir un pilote",
    recit="Client pilote choisi",
    a_sa_page=False,
)
def choisir(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """One more, up to the number that the text asks for."""
    pilote = Pilote.objects.create(
        dossier_pilote=dossier,
        commande_id=demande.donnees["commande"],
        choisi_le=demande.recu_le,
        choisi_par=demande.acteur.personne,
    )
    oublier(dossier)
    return {"pilote": str(pilote)}


def pilote_de(dossier: DossierPilote, pk: int) -> Pilote | None:
    return next((pilote for pilote in faits(dossier).pilotes if pilote.pk == pk), None)


def _pilote_ouvert(dossier: DossierPilote, demande: Demande) -> Verdict:
    pilote = pilote_de(dossier, demande.donnees["pilote"])
    ouvert = pilote is not None and pilote_ouvert(dossier, pilote)
    return Verdict((Motif("ouvert", ouvert, FERME if pilote else "Ce pilote n’est plus choisi."),))


@transition(
    DossierPilote,
    de=DossierPilote.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_pilote_ouvert,
    libelle="Retirer un pilote",
    recit="Client pilote retiré",
    a_sa_page=False,
)
def retirer(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Its PV is kept with it; another order may take the place."""
    pilote = pilote_de(dossier, demande.donnees["pilote"])
    if pilote:
        pilote.retire_le = demande.recu_le
        pilote.save(update_fields=["retire_le"])
    oublier(dossier)
    return {"pilote": str(pilote)}


def _pv_recevable(dossier: DossierPilote, demande: Demande) -> Verdict:
    ouvert, donnees = _pilote_ouvert(dossier, demande), demande.donnees
    pilote = pilote_de(dossier, donnees["pilote"])
    if pilote is None or not ouvert.favorable:
        return ouvert
    return ouvert + regles.pv_recevable(
        bon_signe_le=pilote.commande.bon.signe_le,
        reference_le=faits(dossier).reference_le,
        installe_le=donnees["installe_le"],
        signe_le=donnees["signe_le"],
        jour=jour_de_paris(demande.recu_le),
    )


@transition(
    DossierPilote,
    de=DossierPilote.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_pv_recevable,
    libelle="Joindre un PV",
    recit="PV d’installation pilote joint",
    a_sa_page=False,
)
def joindre_le_pv(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Takes the place of the former one, which is kept."""
    donnees, pilote = dict(demande.donnees), pilote_de(dossier, demande.donnees["pilote"])
    fichier = donnees.pop("fichier")
    document = deposer(fichier, nom=fichier.name, zone="proces_verbal", acteur=demande.acteur, le=demande.recu_le)
    pk = donnees.pop("pilote")
    ProcesVerbal.objects.filter(pilote=pk, remplace_le=None).update(remplace_le=demande.recu_le)
    ProcesVerbal.objects.create(pilote_id=pk, document=document, depose_le=demande.recu_le, **donnees)
    oublier(dossier)
    return {"pilote": str(pilote), "empreinte": document.fichier.empreinte, "signe_le": donnees["signe_le"]}


def _support_recevable(dossier: DossierPilote, demande: Demande) -> Verdict:
    permis = {contenu.code for contenu in contenus_ouverts(dossier, jour_de_paris(demande.recu_le))}
    fermes = [code for code in demande.donnees["contenus"] if code not in permis]
    return Verdict((Motif("saisie:contenus", not fermes, f"{FERME} ({', '.join(fermes)})"),))


@transition(
    DossierPilote,
    de=DossierPilote.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_support_recevable,
    libelle="Ajouter un support de formation",
    recit="Support de formation ajouté",
    a_sa_page=False,
)
def ajouter_un_support(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """A file or a link, and the contents of the annex that it covers."""
    donnees = demande.donnees
    fichier, document = donnees["fichier"], None
    if fichier:
        document = deposer(
            fichier, nom=fichier.name, zone="support_de_formation", acteur=demande.acteur, le=demande.recu_le
        )
    support = SupportDeFormation.objects.create(
        dossier_pilote=dossier,
        titre=donnees["titre"],
        document=document,
        lien=donnees["lien"],
        ajoute_le=demande.recu_le,
        ajoute_par=demande.acteur.personne,
    )
    ContenuCouvert.objects.bulk_create(ContenuCouvert(support=support, code=code) for code in donnees["contenus"])
    oublier(dossier)
    return {"support": support.en_texte(), "contenus": list(donnees["contenus"])}


def _support_retirable(dossier: DossierPilote, demande: Demande) -> Verdict:
    support = _support_de(dossier, demande)
    ouvert = support is not None and support_ouvert(dossier, support)
    return Verdict((Motif("ouvert", ouvert, FERME if support else "Ce support est déjà retiré."),))


def _support_de(dossier: DossierPilote, demande: Demande) -> SupportDeFormation | None:
    return next((support for support in faits(dossier).supports if support.pk == demande.donnees["support"]), None)


@transition(
    DossierPilote,
    de=DossierPilote.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_support_retirable,
    libelle="Retirer un support de formation",
    recit="Support de formation retiré",
    a_sa_page=False,
)
def retirer_un_support(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Kept, out of sight."""
    support = _support_de(dossier, demande)
    if support:
        support.retire_le = demande.recu_le
        support.save(update_fields=["retire_le"])
    oublier(dossier)
    return {"support": str(support)}


def _conforme(dossier: DossierPilote, demande: Demande) -> Verdict:
    return conformite(dossier, demande.recu_le)


def _transmettre(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    dossier.transmis_le, dossier.transmis_par = demande.recu_le, demande.acteur.personne
    dossier.premiere_transmission_le = dossier.premiere_transmission_le or demande.recu_le
    dossier.motif, dossier.a_rendre_le = "", None
    connus = faits(dossier)
    contenu = {
        "pilotes": {str(pilote): connus.pvs[pilote.pk].en_texte() for pilote in connus.pilotes},
        "supports": [support.en_texte() for support in connus.supports],
        "modifies": _lever(dossier, demande),
    }
    dire_des_pilotes(
        _qui_verifie(dossier, demande), dossier, demande, Categorie.A_INSTRUIRE, "à vérifier", _annonce(dossier)
    )
    return contenu


def _annonce(dossier: DossierPilote) -> str:
    return f"{dossier} ({dossier.fournisseur}) : PV d’installation et supports de formation transmis à l’ANS."


def _qui_verifie(dossier: DossierPilote, demande: Demande) -> Any:
    """Who has the dossier in charge, when in place that day; otherwise all who examine."""
    en_place = Utilisateur.objects.instruisant(demande.recu_le).filter(pk=dossier.instructeur_id or 0)
    return en_place if en_place.exists() else Utilisateur.objects.ayant_role(*ANS_INSTRUIT)


def _lever(dossier: DossierPilote, demande: Demande) -> list[str]:
    """Each point asked keeps what it was and what it became; one may be confirmed as it was."""
    points = faits(dossier).points_ouverts
    for point in points:
        point.leve_le, point.valeur_apres = demande.recu_le, valeur_de(dossier, point.cle)
    PointDePilote.objects.bulk_update(points, ["leve_le", "valeur_apres"])
    return [point.libelle for point in points if point.change]


@transition(
    DossierPilote,
    de=Statut.A_CONSTITUER,
    vers=Statut.TRANSMIS,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_conforme,
    libelle="Transmettre à l’ANS",
    recit="PV pilotes et supports de formation transmis à l’ANS",
    question="L’ANS vérifie chaque PV et chaque support, puis les accepte ou demande des compléments point par point.",
    bouton="Transmettre le dossier",
)
def transmettre(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Whole, or not at all (PIL-F04)."""
    return _transmettre(dossier, demande)


@transition(
    DossierPilote,
    de=Statut.A_COMPLETER,
    vers=Statut.TRANSMIS,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_conforme,
    libelle="Transmettre les compléments",
    recit="Compléments transmis à l’ANS",
    question="L’ANS ne relira que ce qui a changé.",
    bouton="Transmettre les compléments",
)
def completer(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Comes back with what was asked, what it was, what it became."""
    return _transmettre(dossier, demande)
