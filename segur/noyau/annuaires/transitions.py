"""What happens to an import: taken, refused, confirmed, published, cancelled, interrupted, started again."""

from functools import partial

from celery import current_app
from django.core.files.storage import default_storage
from django.db import transaction as db
from django.db.models import Q
from kombu.exceptions import OperationalError

from segur.noyau.annuaires import regles
from segur.noyau.annuaires.models import AnomalieDImport, DecompteDAnomalies, ImportDeBase, VersionDeBase
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.documents import proprietaires
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

TACHE = "segur.noyau.annuaires.tasks.importer"
GERANTS = (Role.RESPONSABLE, Role.ADMINISTRATEUR, Role.GESTIONNAIRE, Role.VALIDEUR)
Statut = ImportDeBase.Statut


def declarer_les_rapports() -> None:
    """The report of an import is read by whoever manages its base."""
    proprietaires.declarer(lambda acteur: Q(imports_de_bases__in=ImportDeBase.objects.visibles_par(acteur)))


def confier(pk: int) -> None:
    """To a worker; when the broker is away, the sweep will find it."""
    try:
        current_app.send_task(TACHE, args=[pk])
    except (OperationalError, OSError):
        return


def oublier_le_fichier(importation: ImportDeBase) -> None:
    """Its bytes hold more than what is kept: they do not outlive the import."""
    if importation.chemin:
        db.on_commit(partial(default_storage.delete, importation.chemin))
        importation.chemin = ""


def _clore(importation: ImportDeBase, demande: Demande, issue: str) -> None:
    importation.termine_le, importation.issue = demande.recu_le, issue[:500]
    importation.signe_de_vie_le = None
    oublier_le_fichier(importation)


def _prevenir(importation: ImportDeBase, demande: Demande, quoi: str, destinataires: list[Utilisateur]) -> None:
    if not destinataires:
        return
    notifier(
        destinataires,
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"import:{importation.pk}:{importation.statut}:{importation.essai}",
        sujet=f"{importation.get_base_display()} : {quoi}",
        corps=f"{importation} (« {importation.nom_fichier} ») : {quoi}. {importation.issue}",
        lien=importation.get_absolute_url(),
    )


def _demandeur(importation: ImportDeBase) -> list[Utilisateur]:
    return [importation.demande_par] if importation.demande_par else []


def _cet_essai(importation: ImportDeBase, demande: Demande) -> Verdict:
    """A worker believed dead, whose import was given to another one, decides nothing any more."""
    sien = demande.donnees.get("essai") == importation.essai
    return Verdict((Motif("essai", sien, "Cet import a été confié à un autre travailleur."),))


@transition(
    ImportDeBase,
    de=Statut.EN_ATTENTE,
    vers=Statut.EN_COURS,
    roles=(Role.SYSTEME,),
    libelle="Commencer l’import",
    recit="Import commencé : {objet}",
    a_sa_page=False,
    discrete=True,
)
def prendre(importation: ImportDeBase, demande: Demande) -> None:
    """For one worker only: whoever comes second is refused."""
    importation.essai += 1
    importation.signe_de_vie_le = demande.donnees["maintenant"]
    importation.phase, importation.pour_cent, importation.lignes_lues = ImportDeBase.Phase.LECTURE, 0, 0


@transition(
    ImportDeBase,
    de=Statut.EN_COURS,
    vers=Statut.IMPORTE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Publier la version",
    recit="Import terminé : {objet}",
    a_sa_page=False,
)
def publier(importation: ImportDeBase, demande: Demande) -> dict[str, object]:
    """Switches the base to the file, all of it or nothing."""
    entrepot, ecart = demande.donnees["entrepot"], demande.donnees["ecart"]
    derniere = VersionDeBase.objects.derniere(importation.base)
    importation.version = VersionDeBase.objects.create(
        base=importation.base,
        numero=derniere.numero + 1 if derniere else 1,
        extrait_du=importation.extrait_du,
        publiee_le=demande.recu_le,
        nom_fichier=importation.nom_fichier,
        empreinte=importation.empreinte,
        nb_cles=ecart.cles,
        cles_ajoutees=ecart.ajoutees,
        cles_modifiees=ecart.modifiees,
        cles_retirees=ecart.retirees,
        lignes_ajoutees=ecart.lignes_venues,
        lignes_fermees=ecart.lignes_parties,
    )
    entrepot.basculer(importation.version.numero)
    importation.lignes_lues, importation.lignes_ecartees = demande.donnees["lues"], demande.donnees["ecartees"]
    importation.pour_cent = 100
    _clore(importation, demande, " ".join(demande.donnees["remarques"]))
    _prevenir(importation, demande, "import terminé", _demandeur(importation))
    return {"version": importation.version.numero, "ajoutés": ecart.ajoutees, "retirés": ecart.retirees}


@transition(
    ImportDeBase,
    de=Statut.EN_COURS,
    vers=Statut.SANS_CHANGEMENT,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Constater que rien ne change",
    recit="Import sans changement : {objet}",
    a_sa_page=False,
)
def constater_identique(importation: ImportDeBase, demande: Demande) -> None:
    importation.pour_cent = 100
    _clore(importation, demande, "La version en vigueur vient de ce fichier même : rien ne change.")


@transition(
    ImportDeBase,
    de=Statut.EN_COURS,
    vers=Statut.REFUSE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Refuser le fichier",
    recit="Import refusé : {objet}",
    a_sa_page=False,
)
def refuser(importation: ImportDeBase, demande: Demande) -> dict[str, object]:
    """Keeps what was wrong: counted by kind, the first ones in detail, all of them in the report."""
    carnet = demande.donnees["carnet"]
    importation.rapport = demande.donnees["rapport"]
    for genre, nombre in carnet.nombres.items():
        decompte = DecompteDAnomalies.objects.create(
            importation=importation, genre=genre.value, libelle=genre.libelle, nombre=nombre
        )
        AnomalieDImport.objects.bulk_create(
            AnomalieDImport(
                decompte=decompte,
                ligne=p.ligne,
                colonne=p.colonne[:120],
                valeur=p.valeur,
                attendu=p.attendu[:500],
                reparation=p.reparation[:300],
            )
            for p in carnet.details
            if p.genre == genre
        )
    _clore(importation, demande, f"{carnet.total} anomalie{'s' if carnet.total > 1 else ''} : rien n’est importé.")
    _prevenir(importation, demande, "import refusé", _demandeur(importation))
    return {"anomalies": carnet.total}


@transition(
    ImportDeBase,
    de=Statut.EN_COURS,
    vers=Statut.A_CONFIRMER,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Demander une confirmation",
    recit="Import à confirmer : {objet}",
    a_sa_page=False,
)
def demander_confirmation(importation: ImportDeBase, demande: Demande) -> None:
    """Too many clients would go: another person than the one who asked looks at it."""
    importation.issue = demande.donnees["motif"].explication
    importation.signe_de_vie_le = None
    gerants = Utilisateur.objects.ayant_role(*importation.format.gerants)
    autres = [personne for personne in gerants if personne.pk != importation.demande_par_id]
    _prevenir(importation, demande, "import à confirmer", autres)


def _avec_son_fichier(importation: ImportDeBase, demande: Demande) -> Verdict:
    explication = "Le fichier a été lu sur place par la commande : c’est elle qu’il faut relancer."
    return Verdict((Motif("fichier", bool(importation.chemin), explication),))


def _confirmable(importation: ImportDeBase, demande: Demande) -> Verdict:
    demandeur, acteur = importation.demande_par_id, demande.acteur
    confirmant = acteur.compte_pour(demandeur) if acteur.utilisateur else None
    motif = regles.autre_personne(demandeur=demandeur, confirmant=confirmant)
    return _avec_son_fichier(importation, demande) + Verdict((motif,))


@transition(
    ImportDeBase,
    de=Statut.A_CONFIRMER,
    vers=Statut.EN_ATTENTE,
    roles=GERANTS,
    garde=_confirmable,
    libelle="Confirmer l’import",
    recit="Import confirmé : {objet}",
    question="Ces clients quitteront la base. Vérifiez que le fichier n’est pas tronqué avant de confirmer.",
    consequences=lambda importation: [importation.issue],
)
def confirmer(importation: ImportDeBase, demande: Demande) -> None:
    importation.confirme_par = demande.acteur.personne
    importation.issue = ""
    db.on_commit(partial(confier, importation.pk))


@transition(
    ImportDeBase,
    de=ImportDeBase.ACTIFS,
    vers=Statut.ANNULE,
    roles=(*GERANTS, Role.SYSTEME),
    libelle="Annuler l’import",
    recit="Import annulé : {objet}",
    question="Rien n’est importé, et le fichier est effacé. Une bascule déjà commencée va à son terme.",
)
def annuler(importation: ImportDeBase, demande: Demande) -> None:
    """The worker that has it stops at its next sign of life."""
    _clore(importation, demande, "Annulé : rien n’est importé.")


@transition(
    ImportDeBase,
    de=Statut.EN_COURS,
    vers=Statut.INTERROMPU,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Constater l’interruption",
    recit="Import interrompu : {objet}",
    a_sa_page=False,
)
def interrompre(importation: ImportDeBase, demande: Demande) -> None:
    """The base is as it was."""
    importation.issue = demande.donnees["motif"]
    importation.signe_de_vie_le = None
    _prevenir(importation, demande, "import interrompu", _demandeur(importation))


@transition(
    ImportDeBase,
    de=Statut.INTERROMPU,
    vers=Statut.EN_ATTENTE,
    roles=GERANTS,
    garde=_avec_son_fichier,
    libelle="Relancer l’import",
    recit="Import relancé : {objet}",
)
def relancer(importation: ImportDeBase, demande: Demande) -> None:
    importation.issue = ""
    db.on_commit(partial(confier, importation.pk))
