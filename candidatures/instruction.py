"""Steps 1 and 2 that wait for the ANS: the queue that the reviewers share, search and sort."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from candidatures import regles
from candidatures.avancement import depots_de
from candidatures.echeances import jusqu_au_deroge
from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.recherche import normaliser
from segur.noyau.regles import HorsPeriode
from segur.noyau.temps import jours_calendaires

MODELES: tuple[Any, ...] = (CandidatureAdministrative, Eligibilite)
NOMS = {modele.rang: str(modele._meta.verbose_name).capitalize() for modele in MODELES}
A_MOI, A_PERSONNE, PLUSIEURS = "moi", "personne", "3"
DU_DOSSIER = {
    "numero": F("candidature__numero"),
    "produit": F("candidature__produit__nom"),
    "version_du_produit": F("candidature__produit__version"),
    "editeur": F("candidature__produit__editeur__nom"),
    "dispositif": F("candidature__dispositif__libelle"),
}
LUES = DU_DOSSIER | {
    "statut_de_l_etape_1": F("candidature__administrative__statut"),
    "prenom": F("candidature__instructeur__prenom"),
    "nom": F("candidature__instructeur__nom"),
    "instruite_depuis": F("candidature__instruite_depuis"),
}
ANNOTEES = ("pk", "soumise_le", "etape", "depots", "est_suivie", "date", "echeance")


@dataclass(frozen=True, kw_only=True)
class Filee:
    """What waits for the ANS, as one line of a queue."""

    le: datetime
    pk: int
    numero: str
    produit: str
    version_du_produit: str
    editeur: str
    dispositif: str
    depots: int
    soumise_le: datetime
    prenom: str | None
    nom: str | None
    instruite_depuis: datetime | None
    est_suivie: bool
    date: int | None
    echeance: datetime | None

    @property
    def age(self) -> int:
        """Calendar days of Paris since the last filing."""
        return jours_calendaires(self.soumise_le, self.le)

    @property
    def instructeur(self) -> str:
        return f"{self.prenom} {self.nom}" if self.instruite_depuis else ""

    @property
    def risque(self) -> str:
        return regles.risque(echeance=self.echeance, le=self.le)

    @property
    def libelle_du_risque(self) -> str:
        return regles.RISQUES[self.risque]

    @property
    def a_qui(self) -> str:
        return self.instructeur if self.est_suivie or not self.instructeur else "à réattribuer"


@dataclass(frozen=True, kw_only=True)
class Attente(Filee):
    """One step that waits."""

    etape: int
    statut_de_l_etape_1: str

    @property
    def nom_de_l_etape(self) -> str:
        return NOMS[self.etape]

    @property
    def attend_l_etape_1(self) -> bool:
        """Step 2 is decided once step 1 is validated."""
        return self.etape == Eligibilite.rang and self.statut_de_l_etape_1 != CandidatureAdministrative.Statut.VALIDEE


def instructeurs(le: datetime) -> QuerySet[Utilisateur]:
    """Who may follow a candidature at that instant."""
    return Utilisateur.objects.instruisant(le).order_by("nom", "prenom", "pk")


def attentes(acteur: Acteur, le: datetime, choix: Mapping[str, str]) -> QuerySet[Any, dict[str, Any]]:
    """The lines that answer the choices made (`etape`, `dispositif`, `a`, `risque`, `depots`, `q`), as dictionaries."""
    dispositifs = list(Dispositif.objects.avec_calendrier())
    cas = [
        (
            Q(candidature__eligibilite__premiere_soumission_le__isnull=not soumises),
            regles.date_qui_regle(etapes_1_et_2_soumises=soumises),
        )
        for soumises in (False, True)
    ]
    premiere, *autres = [
        avec_depots(avec_echeance(_en_attente(modele, acteur, le), cas, dispositifs, le), modele)
        .filter(du_choix(choix, le) & _suivies_par(choix.get("a", ""), acteur))
        .values(*ANNOTEES, **LUES)
        for modele in MODELES
        if choix.get("etape") in (None, "", str(modele.rang))
    ]
    return premiere.union(*autres, all=True) if autres else premiere


def en_lignes(attentes: Iterable[Mapping[str, Any]], le: datetime) -> list[Attente]:
    return [Attente(le=le, **attente) for attente in attentes]


def compter(acteur: Acteur, le: datetime) -> dict[str, int]:
    """How many steps wait, by step and by who follows them."""
    comptes = {A_MOI: 0, A_PERSONNE: 0}
    for modele in MODELES:
        nombres = _en_attente(modele, acteur, le).aggregate(
            tout=Count("pk"),
            moi=Count("pk", filter=_suivies_par(A_MOI, acteur)),
            personne=Count("pk", filter=_suivies_par(A_PERSONNE, acteur)),
        )
        comptes[str(modele.rang)] = nombres["tout"]
        comptes[A_MOI] += nombres["moi"]
        comptes[A_PERSONNE] += nombres["personne"]
    return comptes


def _en_attente(modele: Any, acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """`est_suivie`: by somebody who examines steps 1 and 2 at that instant."""
    en_place = Utilisateur.objects.instruisant(le).filter(pk=OuterRef("candidature__instructeur"))
    etapes = modele.objects.visibles_par(acteur).filter(
        statut=modele.Statut.SOUMISE, candidature__statut=Candidature.Statut.EN_COURS
    )
    attendues: QuerySet[Any] = etapes.annotate(etape=Value(modele.rang), est_suivie=Exists(en_place))
    return attendues


def avec_depots(etapes: QuerySet[Any], modele: Any) -> QuerySet[Any]:
    """`depots`: how many times the step was filed, told by the journal."""
    entrees = EntreeJournal.objects.filter(
        type_objet__app_label=modele._meta.app_label,
        type_objet__model=modele._meta.model_name,
        id_objet=OuterRef("pk"),
        action__in=depots_de(modele),
    )
    nombre = entrees.order_by().values("id_objet").annotate(nombre=Count("pk")).values("nombre")
    return etapes.annotate(depots=Coalesce(nombre, 0))


def avec_echeance(
    etapes: QuerySet[Any], cas: Iterable[tuple[Q, int | None]], dispositifs: Iterable[Dispositif], le: datetime
) -> QuerySet[Any]:
    """`date`, `echeance`: the Date that rules in each of the cases, and its instant when a text has published it.

    The later instant of a derogation takes the place of the text's, in the same query.
    """
    numeros, instants = [], []
    for condition, numero in cas:
        numeros.append(When(condition, then=Value(numero)))
        for dispositif in dispositifs:
            instant = _instant(dispositif, numero, le)
            if instant:
                instants.append(When(condition & Q(candidature__dispositif=dispositif), then=Value(instant)))
    datees = etapes.annotate(
        date=Case(*numeros, output_field=IntegerField()),
        date_du_texte=Case(*instants, output_field=DateTimeField()),
    )
    deroge = jusqu_au_deroge(
        numero=OuterRef("date"), candidature="candidature", dispositif="candidature__dispositif", le=le
    )
    reportee = Q(date_du_texte__isnull=False, derogee__gt=F("date_du_texte"))
    return datees.annotate(derogee=deroge).annotate(
        echeance=Case(When(reportee, then=F("derogee")), default=F("date_du_texte"))
    )


def _instant(dispositif: Dispositif, numero: int | None, le: datetime) -> datetime | None:
    try:
        return dispositif.echeance(numero, au=le).valeur if numero else None
    except HorsPeriode:
        return None


def du_choix(choix: Mapping[str, str], le: datetime) -> Q:
    """Every choice that is not empty, but who follows; the page offers only known ones."""
    filtre = _recherche(choix.get("q", ""))
    if code := choix.get("dispositif"):
        filtre &= Q(candidature__dispositif__code=code)
    if nombre := choix.get("depots"):
        filtre &= Q(depots__gte=int(nombre)) if nombre == PLUSIEURS else Q(depots=int(nombre))
    if risque := choix.get("risque"):
        filtre &= _de_risque(risque, le)
    return filtre


def _recherche(mots: str) -> Q:
    if not mots:
        return Q()
    produit = Q(candidature__produit__recherche__contains=normaliser(mots))
    return produit | Q(candidature__numero__iexact=mots) | Q(candidature__produit__editeur__nom__icontains=mots)


def _suivies_par(qui: str, acteur: Acteur) -> Q:
    if not qui:
        return Q()
    if qui == A_PERSONNE:
        return Q(est_suivie=False)
    pk = acteur.personne.pk if qui == A_MOI else int(qui)
    return Q(est_suivie=True, candidature__instructeur=pk)


def _de_risque(code: str, le: datetime) -> Q:
    if code not in regles.bornes_des_risques(le):
        return Q(echeance=None)
    debut, fin = regles.bornes_des_risques(le)[code]
    return (Q(echeance__gte=debut) if debut else Q()) & (Q(echeance__lt=fin) if fin else Q())
