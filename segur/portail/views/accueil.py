"""The home page of each role: what waits for them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from candidatures.echeances import rassembler
from candidatures.instruction import A_MOI, A_PERSONNE, compter
from candidatures.messagerie import ATTENTE, compter_les_attentes
from candidatures.models import Candidature, Convention, Mesure
from financement.bureau import compter_les_commandes
from financement.file import compter as compter_les_enrolements
from financement.file import coordonnees_a_decider, modeles_a_controler
from financement.file_des_pilotes import compter as compter_les_pilotes
from financement.models import Commande, Creance, Enrolement, LotDePaiement, Position, Question
from financement.models.paiement import PAIENT
from preuves.file import A_REATTRIBUER
from preuves.file import compter as compter_les_chapitres
from segur.noyau.comptes.models import ANS_INSTRUIT, ASP, Acteur, Role
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.models.courriel import VOIENT_LES_COURRIELS
from segur.noyau.requete import Requete
from segur.portail.etapes import Suivi, etapes_de
from segur.portail.views.candidatures import FILTRES, LIBELLES

A_MONTRER = 10
CONTROLEE = Commande.Statut.CONTROLEE.value
ATTENTES = {
    Role.RESPONSABLE: (Convention.Statut.A_VENIR, Convention.Statut.SIGNEE),
    Role.COLLEGE: (Convention.Statut.VALIDEE,),
    Role.DIRECTION: (Convention.Statut.AVIS_FAVORABLE, Convention.Statut.AVIS_DEFAVORABLE),
}


@login_not_required
@require_safe
def accueil(request: Requete) -> HttpResponse:
    acteur = request.acteur
    if acteur.utilisateur is None:
        return render(request, "portail/vitrine.html")
    if acteur.est_editeur:
        return render(request, "portail/accueil_editeur.html", _editeur(acteur))
    if acteur.est_ans or acteur.tient(Role.ADMINISTRATEUR):
        return render(request, "portail/accueil_ans.html", _ans(acteur, request.recu_le))
    if acteur.tient(*ASP):
        return render(request, "portail/accueil_asp.html", _asp(acteur))
    return render(request, "portail/accueil_sans_tache.html")


def _editeur(acteur: Acteur) -> dict[str, Any]:
    candidatures = list(Candidature.objects.visibles_par(acteur).pour_dossier()[:A_MONTRER])
    rassembler(candidatures)
    enrolements = Enrolement.objects.visibles_par(acteur).select_related("dispositif", "fournisseur__organisation")
    return {
        "suivis": [Suivi(candidature, frise) for candidature, frise in etapes_de(candidatures)],
        "enrolements": enrolements[:A_MONTRER],
    }


def _asp(acteur: Acteur) -> dict[str, Any]:
    file, nombres = reverse("financement:file"), compter_les_enrolements(acteur)
    enrolements = [
        (f"{file}?a={A_MOI}", "Enrôlements à moi", nombres[A_MOI]),
        (f"{file}?a={A_PERSONNE}", "Enrôlements que personne n’a en charge", nombres[A_PERSONNE]),
        (file, "Enrôlements à instruire", nombres[""]),
    ]
    enrolements = enrolements if acteur.tient(Role.GESTIONNAIRE) else enrolements[-1:]
    return {
        "files": [
            *_commandes(acteur),
            *_des_paiements(acteur),
            *enrolements,
            *_modeles_et_questions(acteur),
        ],
        "decide": acteur.tient(Role.GESTIONNAIRE, Role.VALIDEUR),
        "coordonnees_a_decider": coordonnees_a_decider(acteur)[:A_MONTRER],
    }


def _commandes(acteur: Acteur) -> list[tuple[str, str, int]]:
    bureau, nombres = reverse("financement:bureau"), compter_les_commandes(acteur)
    a_valider = (f"{bureau}?etat={CONTROLEE}", "Commandes à valider", nombres[CONTROLEE])
    siennes = [
        (f"{bureau}?a={A_MOI}", "Commandes à moi", nombres[A_MOI]),
        (f"{bureau}?a={A_PERSONNE}", "Commandes que personne n’a en charge", nombres[A_PERSONNE]),
    ]
    visibles = siennes if acteur.tient(Role.GESTIONNAIRE) else []
    if acteur.tient(Role.VALIDEUR):
        visibles.append(a_valider)
    creances = (reverse("financement:bureau_creances"), "Soldes et prestations secondaires à instruire")
    en_attente = Creance.objects.visibles_par(acteur).a_instruire().count()
    return [*visibles, (bureau, "Commandes à instruire", nombres[""]), (*creances, en_attente)]


def _modeles_et_questions(acteur: Acteur) -> list[tuple[str, str, int]]:
    """The same for models of documents, and for the questions of the firms."""
    ouvertes = Question.objects.visibles_par(acteur).filter(statut=Question.Statut.OUVERTE)
    modeles = modeles_a_controler(acteur, {})
    return [
        (reverse("financement:file_modeles"), "Modèles de documents à contrôler", modeles.count()),
        (f"{reverse('financement:questions')}?statut=ouverte", "Questions des fournisseurs ouvertes", ouvertes.count()),
    ]


def _des_paiements(acteur: Acteur) -> list[tuple[str, str, int]]:
    if not acteur.tient(*PAIENT):
        return []
    lots, Statut = LotDePaiement.objects.visibles_par(acteur), LotDePaiement.Statut
    adresse = reverse("financement:paiements")
    return [
        (reverse("financement:a_payer"), "Sommes à payer", Position.objects.visibles_par(acteur).a_payer().count()),
        (f"{adresse}?statut=prepare", "Lots à approuver", lots.filter(statut=Statut.PREPARE).count()),
    ]


def _ans(acteur: Acteur, le: datetime) -> dict[str, Any]:
    files: list[tuple[str, str, int]] = []
    if acteur.tient(*ANS_INSTRUIT):
        files = [
            *_a_instruire(acteur, le),
            *_a_juger(acteur, le),
            (reverse("financement:file_pilotes"), "Pilotes à vérifier", compter_les_pilotes(acteur)),
            *_a_repondre(acteur),
            *_files(acteur, "etape3", "etape4"),
        ]
    elif acteur.tient(Role.PILOTAGE, Role.ADMINISTRATEUR):
        files = _files(acteur, "etape1", "etape2", "etape3", "etape4")
    if acteur.tient(*VOIENT_LES_COURRIELS):
        files += _courriels_en_echec(acteur)
    decide = acteur.tient(*ATTENTES)
    return {
        "files": files,
        "decide": decide,
        "conventions": _conventions_qui_attendent(acteur),
        "mesures": _mesures_a_decider(acteur),
    }


def _files(acteur: Acteur, *codes: str) -> list[tuple[str, str, int]]:
    """(address, label, number) of what waits, by filter of the list of candidatures."""
    visibles = Candidature.objects.visibles_par(acteur)
    return [
        (
            f"{reverse('portail:candidatures')}?filtre={code}",
            LIBELLES[code],
            visibles.filter(pk__in=Candidature.objects.filter(FILTRES[code]).values("pk")).count(),
        )
        for code in codes
    ]


def _a_instruire(acteur: Acteur, le: datetime) -> list[tuple[str, str, int]]:
    """The same for steps 1 and 2, by who follows them."""
    file, nombres = reverse("candidatures:file"), compter(acteur, le)
    return [
        (f"{file}?a={A_MOI}", "Étapes 1 et 2 à moi", nombres[A_MOI]),
        (f"{file}?a={A_PERSONNE}", "Étapes 1 et 2 non attribuées", nombres[A_PERSONNE]),
        (f"{file}?etape=1", LIBELLES["etape1"], nombres["1"]),
        (f"{file}?etape=2", LIBELLES["etape2"], nombres["2"]),
    ]


def _courriels_en_echec(acteur: Acteur) -> list[tuple[str, str, int]]:
    """Mails refused for good that nobody answered; nothing when there is none."""
    nombre = Courriel.objects.visibles_par(acteur).en_echec().count()
    return [(f"{reverse('portail:courriels')}?etat=echec", "Courriels en échec", nombre)] if nombre else []


def _a_juger(acteur: Acteur, le: datetime) -> list[tuple[str, str, int]]:
    """The same for chapters of proofs."""
    file, nombres = reverse("preuves:file"), compter_les_chapitres(acteur, le)
    return [
        (f"{file}?a={A_MOI}", "Chapitres à moi", nombres[A_MOI]),
        (f"{file}?a={A_PERSONNE}", "Chapitres non attribués", nombres[A_PERSONNE]),
        (f"{file}?a={A_REATTRIBUER}", "Chapitres à réattribuer", nombres[A_REATTRIBUER]),
        (file, "Chapitres à juger", nombres["tout"]),
    ]


def _a_repondre(acteur: Acteur) -> list[tuple[str, str, int]]:
    """The same for the threads of conversations."""
    liste, nombres = f"{reverse('candidatures:messagerie')}?etat={ATTENTE}", compter_les_attentes(acteur)
    return [
        (f"{liste}&a={A_MOI}", "Conversations à moi qui attendent une réponse", nombres["moi"]),
        (f"{liste}&a={A_PERSONNE}", "Conversations non attribuées qui attendent une réponse", nombres["personne"]),
    ]


def _mesures_a_decider(acteur: Acteur) -> QuerySet[Mesure]:
    """Suspensions and withdrawals proposed, for the direction générale."""
    if not acteur.tient(Role.DIRECTION):
        return Mesure._default_manager.none()
    mesures: QuerySet[Mesure] = Mesure._default_manager.filter(
        candidature__in=Candidature.objects.visibles_par(acteur), statut=Mesure.Statut.PROPOSEE
    )
    return mesures.select_related("candidature__produit__editeur", "candidature__dispositif")[:A_MONTRER]


def _conventions_qui_attendent(acteur: Acteur) -> QuerySet[Convention]:
    """Those whose next step belongs to one of the actor's roles."""
    statuts = [statut for role, liste in ATTENTES.items() if acteur.tient(role) for statut in liste]
    visibles = Candidature.objects.visibles_par(acteur)
    conventions = Convention._default_manager.filter(candidature__in=visibles, statut__in=statuts)
    return conventions.select_related("candidature__produit__editeur", "candidature__dispositif")[:A_MONTRER]
