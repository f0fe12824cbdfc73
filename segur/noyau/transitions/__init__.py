"""The one way to change a status: guard → effect → journal → notification, in one database transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db import transaction as db

from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import HorsPeriode, Motif, Verdict
from segur.noyau.temps import en_clair


@dataclass(frozen=True)
class Demande:
    """What is asked of a transition: by whom, received when (aware instant), with which data.

    `cle` is an idempotency key: the same key on the same dossier acts once, and a retry is told the same answer.
    `rang_lu` is the rank in the journal of the last change of status that the page showed: a decision taken on it is
    refused when the object has changed status since.
    `premier_recu_le`: when the very same request was received a first time, and the portal failed to answer it.
    """

    acteur: Acteur
    recu_le: datetime
    donnees: Mapping[str, Any] = field(default_factory=dict)
    cle: str = ""
    rang_lu: int | None = None
    premier_recu_le: datetime | None = None
    identite_recente: bool = True
    """Whether the person proved who they are a short time ago: a web request says it, nobody else is asked."""
    empreinte: str = ""
    """SHA-256 of what a program sent under `cle`: the same key with another content is refused."""

    def a_son_instant(self, touche_le: datetime | None = None) -> "Demande":
        """Received when it was received first, unless what it files was changed afterwards (at `touche_le`)."""
        premier = self.premier_recu_le
        if premier is None or premier > self.recu_le or (touche_le is not None and touche_le > premier):
            return self
        return replace(self, recu_le=premier)


Garde = Callable[[Any, Demande], Verdict]
Effet = Callable[[Any, Demande], Mapping[str, Any] | None]
Consequences = Callable[[Any], Iterable[str]]


def sans_garde(objet: Any, demande: Demande) -> Verdict:
    return Verdict()


def sans_consequence(objet: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Envoi:
    """What makes a transition a filing: judged at its instant of reception, and kept in a register.

    `consigner` writes the register with the line of the journal, in the same transaction; `touche_le` says when what is
    filed was last changed, None when the request brings it whole.
    """

    consigner: Callable[[Any, Demande, EntreeJournal], object]
    touche_le: Callable[[Any], datetime | None]


EMPREINTE = "empreinte_de_la_requete"
CLE_DEJA_SERVIE = Motif("cle", False, "Cette page a déjà servi à une autre action : rechargez-la.")
SECRET_DEJA_MONTRE = Motif(
    "cle",
    False,
    "Cette page a déjà servi : son secret n’a été montré qu’une fois. S’il vous a échappé, retirez ce qu’elle a créé, "
    "puis envoyez à nouveau.",
)


class Refus(Exception):
    """The transition is not allowed; the verdict says why, in French."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(" ".join(motif.explication for motif in verdict.obstacles))
        self.verdict = verdict


@dataclass(frozen=True)
class Transition:
    """An action on one model. `garde` judges the dossier as it is; `controle` judges the data brought with it."""

    modele: type[models.Model]
    effet: Effet
    de: frozenset[str]
    vers: str | None
    roles: tuple[str, ...]
    libelle: str
    recit: str
    garde: Garde = sans_garde
    controle: Garde = sans_garde
    formulaire: type[forms.Form] | None = None
    question: str = ""
    bouton: str = ""
    consequences: Consequences = sans_consequence
    """What the page tells of this very object before the action is confirmed."""
    suite: str = ""
    """URL name of the page to go to afterwards, when the actor will no longer see the object."""
    do_not_call_in_templates = True
    a_sa_page: bool = True
    """False when the action is run from a page of its own (a proof's card), never from the page of actions."""
    discrete: bool = False
    """A discrete transition (draft saved) locks and judges like the others, but leaves no line in the journal."""
    interne: bool = False
    """An internal transition is how the ANS shares its work: its line in the journal is not shown to the vendor."""
    droit: str = ""
    """The right asked of a member on the object, where it is not the one that its model asks."""
    envoi: Envoi | None = None
    """Set for a filing."""
    sensible: bool = False
    """A sensitive action (money, withdrawal, roles) asks the person for a recent proof of who they are."""

    @property
    def nom(self) -> str:
        return f"{self.modele._meta.model_name}.{self.effet.__name__}"

    def autorise(self, acteur: Acteur) -> bool:
        """Whether the actor's role gives the right, whatever the state of the dossier."""
        return acteur.tient(*self.roles)

    def verdict(self, objet: Any, demande: Demande) -> Verdict:
        """Says whether the action is allowed, and why. Serves the screen as well as the execution."""
        cadre = self._role(demande.acteur) + self._droit(objet, demande.acteur) + self._statut(objet, demande)
        if not cadre.favorable:
            return cadre
        try:
            return cadre + self.garde(objet, demande)
        except HorsPeriode as absence:
            return cadre + Verdict((Motif("hors_periode", False, str(absence)),))

    def __call__(self, objet: Any, demande: Demande) -> Any:
        """Runs the transition on a fresh, locked copy. Raises Refus, or DoesNotExist when the actor may not see it."""
        if demande.acteur.vu_par:
            raise PermissionDenied("Une visite du support ne change rien.")
        with db.atomic():
            objet = self._relire(objet, demande.acteur)
            if demande.cle and self._deja_faite(objet, demande):
                return objet
            if self.envoi:
                demande = demande.a_son_instant(self.envoi.touche_le(objet))
            verdict = self.verdict(objet, demande)
            if verdict.favorable:
                verdict += self.controle(objet, demande) + self._identite(demande)
            if not verdict.favorable:
                raise Refus(verdict)
            self._executer(objet, demande, verdict)
        return objet

    def _executer(self, objet: Any, demande: Demande, verdict: Verdict) -> None:
        depart = objet.statut
        objet.statut = self.vers or depart
        details = self.effet(objet, demande) or {}
        objet.save()
        if self.discrete:
            return
        entree = inscrire(
            objet,
            action=self.nom,
            recit=self.recit.format(objet=objet),
            acteur=self._a_quel_titre(objet, demande.acteur),
            recu_le=demande.recu_le,
            de=depart,
            vers=objet.statut,
            motifs=verdict.motifs,
            details={**details, **trace_de_l_envoi(demande)},
            cle=demande.cle,
        )
        if self.envoi:
            self.envoi.consigner(objet, demande, entree)

    def _a_quel_titre(self, objet: Any, acteur: Acteur) -> Acteur:
        """Without the delegations, when the person's own rights were enough: the journal names whose right acted."""
        if not acteur.delegations:
            return acteur
        propre = acteur.sans_delegation()
        if self.autorise(propre) and self._droit(objet, propre).favorable:
            return propre
        utiles = tuple(delegue for delegue in acteur.delegations if delegue.role in self.roles)
        return replace(acteur, delegations=utiles)

    def _role(self, acteur: Acteur) -> Verdict:
        titulaires = ", ".join(Role(role).label for role in self.roles)
        return Verdict((Motif("role", self.autorise(acteur), f"Cette action revient à : {titulaires}."),))

    def _droit(self, objet: Any, acteur: Acteur) -> Verdict:
        """What the object asks of the person beyond the role, when its model says it by `droit_de`."""
        if not hasattr(objet, "droit_de") or not self.autorise(acteur):
            return Verdict()
        verdict: Verdict = objet.droit_de(acteur, self)
        return verdict

    def _identite(self, demande: Demande) -> Verdict:
        """Judged last and apart from the guard: the page shows the action, and asks for the proof when it is run."""
        return identite_a_confirmer(recente=demande.identite_recente or not self.sensible)

    def _statut(self, objet: Any, demande: Demande) -> Verdict:
        """Who comes too late is told who decided what, and when; who has not the right is told no more."""
        attendu = objet.statut in self.de
        explication = f"Statut actuel : « {objet.get_statut_display()} »."
        if not self.autorise(demande.acteur) or (attendu and demande.rang_lu is None):
            return Verdict((Motif("statut", attendu, explication),))
        entree = dernier_changement(objet)
        a_jour = entree is None or demande.rang_lu is None or entree.rang <= demande.rang_lu
        if entree and not (attendu and a_jour):
            explication += f" {raconter(entree, demande.acteur)}"
        if not a_jour:
            explication += " La page que vous avez lue était plus ancienne : relisez avant de décider."
        return Verdict((Motif("statut", attendu and a_jour, explication),))

    def _relire(self, objet: Any, acteur: Acteur) -> Any:
        """Locks the dossier first, then the object: always in that order (architecture.md, « Down only »)."""
        dossier = objet.dossier
        if dossier == objet:
            return self.visibles_par(acteur).select_for_update(of=("self",)).get(pk=objet.pk)
        verrou = _avec_leurs_proches(type(dossier)._base_manager.all()).select_for_update(of=("self",))
        dossier = verrou.get(pk=dossier.pk)
        relu = self.visibles_par(acteur).select_for_update(of=("self",)).get(pk=objet.pk)
        relu.dossier = dossier  # the locked copy, not one more
        return relu

    def visibles_par(self, acteur: Acteur) -> Any:
        return _avec_leurs_proches(self.modele._default_manager.visibles_par(acteur))  # type: ignore[attr-defined]

    def _deja_faite(self, objet: Any, demande: Demande) -> bool:
        """A key belongs to one action on one object; used again for another, it is refused and not taken as done."""
        faite = _sous_la_cle(objet, demande.cle)
        if faite is None:
            return False
        if (faite.action, faite.id_objet) != (self.nom, objet.pk):
            raise Refus(Verdict((CLE_DEJA_SERVIE,)))
        exiger_le_meme_envoi(objet, demande)
        return True


def trace_de_l_envoi(demande: Demande) -> dict[str, str]:
    """What the line of the journal keeps of the content sent under a key, when a program gave one."""
    return {EMPREINTE: demande.empreinte} if demande.cle and demande.empreinte else {}


def exiger_le_meme_envoi(objet: Any, demande: Demande) -> None:
    """Raises Refus when the key served for another content: what is sent now would be lost without a word."""
    faite = _sous_la_cle(objet, demande.cle)
    avant = faite.details.get(EMPREINTE) if faite else ""
    if avant and demande.empreinte and avant != demande.empreinte:
        raise Refus(Verdict((CLE_DEJA_SERVIE,)))


def exiger_une_page_neuve(dossier: Any, action: str, cle: str) -> None:
    """Raises Refus when the key served on that dossier: what shows a secret is never answered a second time."""
    faite = _sous_la_cle(dossier, cle)
    if faite:
        raise Refus(Verdict((SECRET_DEJA_MONTRE if faite.action == action else CLE_DEJA_SERVIE,)))


def _sous_la_cle(objet: Any, cle: str) -> EntreeJournal | None:
    """What was done under that key in the dossier."""
    return EntreeJournal.objects.filter(dossier=objet.cle_dossier, cle=cle).first() if cle else None


def dernier_changement(objet: Any) -> EntreeJournal | None:
    """The line of the journal that gave the object its present status; None when the journal does not tell it."""
    entrees = EntreeJournal.objects.filter(
        type_objet=ContentType.objects.get_for_model(objet), id_objet=objet.pk
    ).exclude(vers=models.F("de"))
    entree = entrees.select_related("acteur").order_by("rang").last()
    return entree if entree and entree.vers == objet.statut else None


def rang_actuel(objet: Any) -> int:
    """What a page hands back as `rang_lu` with the decision taken on it."""
    entree = dernier_changement(objet)
    return entree.rang if entree else 0


def raconter(entree: EntreeJournal, acteur: Acteur) -> str:
    """« Candidature administrative validée par Amina Roux le 06/09/2025 à 10:02 (heure de Paris). »"""
    qui = "le portail" if entree.acteur is None else entree.auteur
    if entree.acteur and entree.acteur == acteur.utilisateur:
        qui = "vous-même"
    return f"{entree.recit} par {qui} le {en_clair(entree.recu_le)}."


def _avec_leurs_proches(objets: Any) -> Any:
    """In the same query, what the model says its guards and effects always read (`lus_avec`)."""
    lus_avec = getattr(objets.model, "lus_avec", ())
    return objets.select_related(*lus_avec) if lus_avec else objets


REGISTRE: dict[str, Transition] = {}


def transition(
    modele: type[models.Model], *, de: str | tuple[str, ...], vers: str | None, roles: tuple[str, ...], **options: Any
) -> Callable[[Effet], Transition]:
    """Declares a transition from a function that holds only its effect; the effect may return details to journal."""
    depart = frozenset([de] if isinstance(de, str) else de)

    def declarer(effet: Effet) -> Transition:
        nouvelle = Transition(modele, effet, depart, vers, roles, **options)
        if nouvelle.nom in REGISTRE:
            raise ValueError(f"La transition {nouvelle.nom} est déclarée deux fois.")
        REGISTRE[nouvelle.nom] = nouvelle
        return nouvelle

    return declarer


def transitions_de(objet: models.Model) -> list[Transition]:
    """All the transitions declared for that model, whichever storey declares them, in order of declaration."""
    return [t for t in REGISTRE.values() if t.modele is type(objet)]


def internes() -> list[str]:
    """Names of the transitions whose lines are not shown to vendors."""
    return [transition.nom for transition in REGISTRE.values() if transition.interne]


@dataclass(frozen=True)
class Action:
    """A transition as a page shows it: a button when the verdict is favourable, an explanation otherwise."""

    transition: Transition
    objet: Any
    verdict: Verdict


def actions(objet: Any, demande: Demande) -> list[Action]:
    """What the actor's role lets them do on this object in its present status, with the verdict of each."""
    return [
        Action(t, objet, t.verdict(objet, demande))
        for t in transitions_de(objet)
        if t.autorise(demande.acteur) and t.a_sa_page and objet.statut in t.de
    ]
