"""The queue of orders: what waits for the ASP, since when, in whose charge, and the advances ready to be paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction as db
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from financement.examen import avec_signaux, signaux_de, un_signal
from financement.models import Commande, Creance, DemandeDeFinancement
from financement.regles.bureau import Age
from financement.regles.commande.faits import Prediction
from financement.transitions.charge import prendre_en_charge
from segur.noyau.comptes.models import Acteur, Role, Utilisateur
from segur.noyau.transitions import Demande, Refus, Transition

DEPUIS = Coalesce("redeposee_le", "deposee_le")
A_MOI, A_PERSONNE, OUI, NON = "moi", "personne", "oui", "non"
RESERVE, SANS_AVIS = "reserve", "sans"
PREDICTIONS = [
    (Prediction.ACCEPTE.value, "Conforme"),
    (Prediction.A_VERIFIER.value, "À vérifier"),
    (Prediction.REJETE.value, "Contraire à une règle"),
    (RESERVE, "Sous réserve du référencement"),
    (SANS_AVIS, "Pas encore calculé"),
]
ETATS = [(Commande.Statut.DEPOSEE.value, "À contrôler"), (Commande.Statut.CONTROLEE.value, "À valider")]


@dataclass(frozen=True)
class Ligne:
    """One order that waits. `commande` was read by `file_des_commandes`."""

    commande: Commande
    le: datetime

    @property
    def age(self) -> Age:
        """Since the last deposit: a corrected order waits anew."""
        return Age(self.commande.redeposee_le or self.commande.deposee_le or self.le, self.le)

    @property
    def prediction(self) -> str:
        return str(dict(PREDICTIONS)[self.commande.jugement.get("prediction", SANS_AVIS)])

    @property
    def code_de_la_prediction(self) -> str:
        code: str = self.commande.jugement.get("prediction", SANS_AVIS)
        return code

    @property
    def sous_reserve(self) -> bool:
        return bool(self.commande.jugement.get("sous_reserve"))

    @property
    def avance(self) -> Decimal | None:
        """Computed by the engine when it was last asked."""
        if self.commande.avance is not None:
            return self.commande.avance
        calculee = self.commande.jugement.get("montants", {}).get("avance")
        return Decimal(calculee) if calculee else None

    @property
    def signaux(self) -> list[str]:
        return signaux_de(self.commande)


def file_des_commandes(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Commande]:
    """The lines that answer the choices made; what waits for the ASP, and nothing else."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
    visibles = Commande.objects.visibles_par(acteur).a_instruire().annotate(est_suivie=Exists(en_place))
    lignes = avec_signaux(visibles.annotate(attend_depuis=DEPUIS))
    return lignes.filter(_du_choix(acteur, choix)).select_related(
        "demande__fournisseur__organisation", "dispositif", "instructeur"
    )


def _du_choix(acteur: Acteur, choix: Mapping[str, str]) -> Q:
    filtre = _du_texte(choix.get("q", "")) & _de_la_prediction(choix.get("prediction", ""))
    for nom, champ in (("dispositif", "dispositif__code"), ("fournisseur", "demande__fournisseur"), ("etat", "statut")):
        if valeur := choix.get(nom):
            filtre &= Q(**{champ: valeur})
    if choix.get("a") == A_MOI:
        filtre &= Q(instructeur=acteur.utilisateur)
    if choix.get("a") == A_PERSONNE:
        filtre &= Q(est_suivie=False)
    if bloquee := choix.get("bloquee"):
        filtre &= Q(occupe=bloquee == NON)
    if signaux := choix.get("signaux"):
        filtre &= un_signal() if signaux == OUI else ~un_signal()
    return filtre


def _du_texte(mots: str) -> Q:
    if not mots:
        return Q()
    numero = "".join(mots.split())
    organisation = Q(demande__fournisseur__organisation__nom__icontains=mots)
    siren = Q(demande__fournisseur__organisation__siren__startswith=numero)
    return organisation | siren | Q(nom__icontains=mots) | Q(reference__icontains=mots) | Q(cle__startswith=numero)


def _de_la_prediction(prediction: str) -> Q:
    if prediction == RESERVE:
        return Q(jugement__sous_reserve=True)
    if prediction == SANS_AVIS:
        return Q(jugement={})
    return Q(jugement__prediction=prediction) if prediction else Q()


def compter_les_commandes(acteur: Acteur) -> dict[str, int]:
    """How many orders wait, by who has them; in one query."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
    visibles = Commande.objects.visibles_par(acteur).a_instruire().annotate(est_suivie=Exists(en_place))
    comptes = visibles.aggregate(
        a_moi=Count("pk", filter=Q(instructeur=acteur.utilisateur)),
        a_personne=Count("pk", filter=Q(est_suivie=False)),
        a_valider=Count("pk", filter=Q(statut=Commande.Statut.CONTROLEE)),
        toutes=Count("pk"),
    )
    noms = {A_MOI: "a_moi", A_PERSONNE: "a_personne", Commande.Statut.CONTROLEE.value: "a_valider", "": "toutes"}
    return {cle: comptes[nom] for cle, nom in noms.items()}


def suivante(acteur: Acteur, sauf: int, modele: Any = Commande) -> Any:
    """The oldest one of one's own: to check for a gestionnaire, to decide for a valideur who did not check it."""
    visibles = modele.objects.visibles_par(acteur).exclude(pk=sauf)
    miennes = visibles.filter(statut=Commande.Statut.DEPOSEE, instructeur=acteur.utilisateur)
    a_decider = visibles.filter(statut=Commande.Statut.CONTROLEE).exclude(controlee_par=acteur.utilisateur)
    for possibles, role in ((miennes, Role.GESTIONNAIRE), (a_decider, Role.VALIDEUR)):
        trouvee = possibles.order_by(DEPUIS, "pk").first() if acteur.tient(role) else None
        if trouvee:
            return trouvee
    return None


# ---- taking the oldest ones -----------------------------------------------------------------------------------------


def prendre_les_plus_anciennes(nombre: int, demande: Demande, prendre: Transition = prendre_en_charge) -> list[Any]:
    """Never the same one to two agents. Requests that somebody else holds are skipped, then waited for."""
    prises: list[Any] = []
    for passer in (True, False):
        for pk in _libres(demande.acteur, prendre.modele):
            if len(prises) >= nombre:
                return prises
            prises += _prendre(pk, demande, prendre, passer=passer)
    return prises


def _libres(acteur: Acteur, modele: Any) -> list[int]:
    """Nobody in place has them; the oldest first."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
    libres = modele.objects.visibles_par(acteur).filter(~Exists(en_place), statut=Commande.Statut.DEPOSEE)
    return list(libres.order_by(DEPUIS, "pk").values_list("pk", flat=True))


def _prendre(pk: int, demande: Demande, prendre: Transition, *, passer: bool) -> list[Any]:
    lignes: Any = prendre.modele._default_manager
    with db.atomic():
        verrou = DemandeDeFinancement.objects.select_for_update(skip_locked=passer, of=("self",))
        if not verrou.filter(pk__in=lignes.filter(pk=pk).values("demande")).exists():
            return []
        try:
            prise = prendre(lignes.get(pk=pk), replace(demande, cle=_cle(pk, demande)))
        except Refus:
            return []
    return [prise]


def _cle(pk: int, demande: Demande) -> str:
    return demande.cle and f"{pk}:{demande.cle}"[:64]


# ---- claims ---------------------------------------------------------------------------------------------------------


def file_des_creances(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Creance]:
    """What waits for the ASP and answers the choices made (`q`, `part`, `dispositif`, `a`, `etat`)."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
    attendent = Creance.objects.visibles_par(acteur).a_instruire().annotate(est_suivie=Exists(en_place))
    filtre = _du_texte_d_une_creance(choix.get("q", ""))
    for nom, champ in (("part", "part"), ("dispositif", "dispositif__code"), ("etat", "statut")):
        if valeur := choix.get(nom):
            filtre &= Q(**{champ: valeur})
    if choix.get("a") == A_MOI:
        filtre &= Q(instructeur=acteur.utilisateur)
    if choix.get("a") == A_PERSONNE:
        filtre &= Q(est_suivie=False)
    lues = attendent.annotate(attend_depuis=DEPUIS).filter(filtre)
    return lues.select_related("demande__fournisseur__organisation", "dispositif", "commande", "instructeur")


def _du_texte_d_une_creance(mots: str) -> Q:
    if not mots:
        return Q()
    numero = "".join(mots.split())
    organisation = Q(demande__fournisseur__organisation__nom__icontains=mots)
    commande = Q(commande__nom__icontains=mots) | Q(commande__reference__icontains=mots)
    return organisation | commande | Q(commande__cle__startswith=numero)


# ---- advances -------------------------------------------------------------------------------------------------------


def avances_pretes(acteur: Acteur) -> QuerySet[Commande]:
    """Validated, by supplier then by date: the payment is another desk's."""
    validees = Commande.objects.visibles_par(acteur).filter(statut=Commande.Statut.VALIDEE)
    lues = validees.select_related("demande__fournisseur__organisation", "dispositif", "controlee_par", "decidee_par")
    return lues.order_by("demande__fournisseur__organisation__nom", "decidee_le", "pk")


def totaux_par_fournisseur(avances: QuerySet[Commande]) -> Iterable[Mapping[str, Any]]:
    """To the cent: sums of the amounts kept, never of amounts computed again."""
    groupes = avances.order_by().values("demande__fournisseur__organisation__nom")
    sommes = groupes.annotate(financement=Sum("financement"), avance=Sum("avance"), solde=Sum("solde"))
    return sommes.order_by("demande__fournisseur__organisation__nom")
