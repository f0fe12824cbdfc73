"""Reading conversations: what is unread, what waits for the ANS, what a search finds, who read what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from candidatures import regles
from candidatures.echeances import limite_connue
from candidatures.instruction import A_MOI, A_PERSONNE
from candidatures.models import (
    Candidature,
    Convention,
    Cote,
    Fil,
    Lecture,
    Message,
    PieceJointe,
    conversations_visibles,
    cote_de,
)
from candidatures.transitions.reponses_types import ENTRE_ACCOLADES
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Acteur, Utilisateur
from segur.noyau.listes import chercher, periode
from segur.noyau.temps import en_clair, jours_calendaires

ATTENTE, OUVERTS, CLOS = "attente", "ouverts", "clos"
ETATS = {ATTENTE: "Attendent une réponse de l’ANS", OUVERTS: "Ouverts", CLOS: "Clos"}


@dataclass(frozen=True)
class NonLus:
    """How many messages of the other side a person has not read, by dossier."""

    par_dossier: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.par_dossier.values())


def comptes_non_lus(acteur: Acteur) -> QuerySet[Message, tuple[int, int]]:
    """Candidature and number. For a reviewer: in the open threads of those that they follow, or that nobody follows."""
    if acteur.utilisateur is None or not acteur.tient(*EDITEUR, *ANS_INSTRUIT):
        return Message.objects.none().order_by().values_list("fil__candidature", "pk")
    lus = Lecture.objects.filter(fil=OuterRef("fil"), personne=acteur.utilisateur, message__gte=OuterRef("pk"))
    messages = Message.objects.filter(~Exists(lus)).exclude(cote=cote_de(acteur))
    messages = messages.filter(fil__candidature__in=conversations_visibles(acteur))
    if not acteur.est_editeur:
        suivis = Q(fil__candidature__instructeur=acteur.utilisateur) | Q(fil__candidature__instructeur=None)
        messages = messages.filter(suivis, fil__statut=Fil.Statut.OUVERT)
    return messages.order_by().values_list("fil__candidature").annotate(Count("pk"))


def non_lus(acteur: Acteur) -> NonLus:
    return NonLus(dict(comptes_non_lus(acteur)))


def noter_la_lecture(fil: Fil, acteur: Acteur, dernier: int, le: datetime) -> None:
    """That the person read as far as that message. A receipt already given keeps its instant."""
    message = fil.messages.filter(pk__lte=dernier).last()
    if message is None:
        return
    deja = Lecture.objects.filter(fil=fil, personne=acteur.personne, message__gte=message)
    if not deja.exists():
        Lecture.objects.bulk_create(
            [Lecture(fil=fil, message=message, personne=acteur.personne, cote=cote_de(acteur), lu_le=le)],
            ignore_conflicts=True,
        )


@dataclass(frozen=True)
class Dit:
    """A message as its page shows it: `recus`, who of the other side read it, and when first."""

    message: Message
    recus: list[Lecture]
    de_moi: bool
    nouveau: bool

    @property
    def premier_recu(self) -> Lecture | None:
        return self.recus[0] if self.recus else None


def messages_de(fil: Fil, acteur: Acteur) -> list[Dit]:
    """The whole thread in order, in as many queries for many messages as for one."""
    pieces = Prefetch("pieces", PieceJointe.objects.select_related("document__fichier"))
    messages = list(fil.messages.select_related("auteur", "organisation").prefetch_related(pieces))
    lectures = list(fil.lectures.select_related("personne").order_by("lu_le", "pk"))
    moi = acteur.utilisateur
    jusqu_ou = max((lecture.message_id for lecture in lectures if lecture.personne == moi), default=0)
    cote = cote_de(acteur)
    return [
        Dit(
            message,
            _recus(message, lectures),
            message.auteur == moi,
            message.cote != cote and message.pk > jusqu_ou and acteur.tient(*EDITEUR, *ANS_INSTRUIT),
        )
        for message in messages
    ]


def _recus(message: Message, lectures: Iterable[Lecture]) -> list[Lecture]:
    """The first reading of each person of the other side that went as far as the message."""
    premiers: dict[int, Lecture] = {}
    for lecture in lectures:
        if lecture.cote != message.cote and lecture.message_id >= message.pk:
            premiers.setdefault(lecture.personne_id, lecture)
    return list(premiers.values())


def fils(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Fil]:
    """The threads that answer the choices made (`etat`, `a`, `dispositif`, `dossier`), those who wait longest first."""
    retenus = Fil.objects.visibles_par(acteur).pour_liste().filter(_du_choix(choix, acteur, ""))
    retenus = retenus.annotate(nb_messages=Count("messages"), dernier=Max("messages__pk"))
    if choix.get("etat") == ATTENTE:
        return retenus.order_by("attend_depuis", "pk")
    return retenus.order_by("-dernier_message_le", "-pk")


def messages_trouves(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Message]:
    """The messages that hold every word of `q` (or whose thread does), with the same choices, newest first."""
    messages = Message.objects.filter(fil__in=Fil.objects.visibles_par(acteur)).filter(
        _du_choix(choix, acteur, "fil__")
    )
    messages = messages.filter(periode("envoye_le", du=choix.get("du", ""), au=choix.get("au", "")))
    trouves = chercher(messages, choix.get("q", ""))
    return trouves.select_related(
        "auteur", "organisation", "fil__candidature__produit__editeur", "fil__candidature__dispositif"
    ).order_by("-pk")


def _du_choix(choix: Mapping[str, str], acteur: Acteur, chemin: str) -> Q:
    """Each choice that is not empty; the page offers only known ones."""
    filtre, etat = Q(), choix.get("etat", "")
    if etat == ATTENTE:
        filtre &= Q(**{f"{chemin}attend_depuis__isnull": False})
    elif etat in (OUVERTS, CLOS):
        filtre &= Q(**{f"{chemin}statut": Fil.Statut.OUVERT if etat == OUVERTS else Fil.Statut.CLOS})
    if qui := choix.get("a", ""):
        personne = {A_MOI: acteur.personne.pk, A_PERSONNE: None}.get(qui, qui)
        filtre &= Q(**{f"{chemin}candidature__instructeur": personne})
    if code := choix.get("dispositif", ""):
        filtre &= Q(**{f"{chemin}candidature__dispositif__code": code})
    if numero := choix.get("dossier", ""):
        filtre &= Q(**{f"{chemin}candidature__numero__iexact": numero})
    return filtre


def age(depuis: datetime | None, le: datetime) -> int | None:
    """Calendar days of Paris since the vendor's first message without an answer."""
    return jours_calendaires(depuis, le) if depuis else None


def compter_les_attentes(acteur: Acteur) -> dict[str, int]:
    """How many threads wait for the ANS: those that I follow, those that nobody follows, all of them."""
    attente = Fil.objects.visibles_par(acteur).filter(attend_depuis__isnull=False)
    return attente.aggregate(
        moi=Count("pk", filter=Q(candidature__instructeur=acteur.utilisateur)),
        personne=Count("pk", filter=Q(candidature__instructeur=None)),
        tout=Count("pk"),
    )


def valeurs(candidature: Candidature, acteur: Acteur, le: datetime, fil: Fil | None = None) -> dict[str, str]:
    """What the variables of a canned reply stand for in that dossier."""
    return {
        "produit": candidature.produit.nom,
        "version": candidature.produit.version,
        "editeur": candidature.produit.editeur.nom,
        "numero": candidature.numero,
        "dispositif": candidature.dispositif.libelle,
        "date_limite": _date_limite(candidature, le),
        "destinataire": str(_interlocuteur(fil) or "Madame, Monsieur"),
        "objet": fil.objet_libelle if fil else "le dossier dans son ensemble",
        "agent": str(acteur),
    }


def _interlocuteur(fil: Fil | None) -> Utilisateur | None:
    """The member of the firm who wrote last."""
    if fil is None:
        return None
    dernier = fil.messages.filter(cote=Cote.EDITEUR).select_related("auteur").last()
    return dernier.auteur if dernier else None


def _date_limite(candidature: Candidature, le: datetime) -> str:
    """The Date that rules: 1 until both steps are submitted, 2 until the convention is near, as the queue says."""
    soumises = candidature.eligibilite.premiere_soumission_le is not None
    validees = candidature.convention.statut != Convention.Statut.FERMEE
    numero = regles.date_qui_regle(etapes_1_et_2_soumises=soumises, preuves_validees=validees)
    version = limite_connue(candidature, numero, au=le) if numero else None
    return en_clair(version.valeur) if version and version.valeur else "date non publiée"


def particulariser(texte: str, remplacements: Mapping[str, str]) -> str:
    """Filled in at one go: a product named « {numero} » stays so."""
    return ENTRE_ACCOLADES.sub(lambda trouve: remplacements.get(trouve[1], trouve[0]), texte)
