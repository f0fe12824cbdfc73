"""Telling in time what is about to expire, and the yearly review: each threshold once per person (decision 0044).

No table remembers what was told: the outbox never writes twice to the same person for the same event.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from candidatures.echeances import limite_connue
from candidatures.models import Candidature
from financement.models import Enrolement, Fournisseur
from financement.realisation import SANS_SUITE, sans_solde_ni_attestation
from financement.regles.expirations import annonce, palier_atteint
from financement.regles.satisfaction import DEPOSE
from financement.satisfaction import Suivi, suivis
from financement.secondaires_a_demander import a_demander
from financement.situation import BLOQUE_LE_DISTRIBUTEUR, expirations, mandats_declares
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Organisation, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.organisations.regles import prochaine_revue
from segur.noyau.temps import jour_de_paris


@dataclass(frozen=True)
class Echeance:
    """Something with a last day, as one firm is told of it."""

    cle: str
    organisation: Organisation
    quoi: str
    jour: date
    ensuite: str
    lien: str
    roles: tuple[Role, ...] = ENGAGE_L_EDITEUR


def prevenir_des_expirations(le: datetime) -> int:
    """Returns how many messages were written; a second run the same day writes none."""
    avant, jour = Notification.objects.count(), jour_de_paris(le)
    for echeance in _echeances(le):
        palier = palier_atteint(expire_le=echeance.jour, jour=jour)
        if palier is not None:
            _prevenir(echeance, palier)
    return Notification.objects.count() - avant


def _prevenir(echeance: Echeance, palier: int) -> None:
    notifier(
        Utilisateur.objects.ayant_role(*echeance.roles, organisation=echeance.organisation),
        categorie=Categorie.RAPPEL,
        evenement=f"{echeance.cle}:{echeance.jour.isoformat()}:{palier}",
        sujet=f"{echeance.organisation} : {echeance.quoi}",
        corps=annonce(quoi=echeance.quoi, expire_le=echeance.jour, palier=palier, consequence=echeance.ensuite),
        lien=echeance.lien,
    )


def _echeances(le: datetime) -> Iterator[Echeance]:
    fournisseurs = Fournisseur.objects.all()
    for e in expirations(fournisseurs):
        yield Echeance(f"expiration:{e.cle}", e.fournisseur.organisation, e.quoi, e.expire_le, e.bloque, e.lien)
    yield from _mandats()
    yield from _achevements(le)
    yield from _bilans(le)
    yield from _secondaires(le)
    yield from _revues(fournisseurs.select_related("organisation"))


def _mandats() -> Iterator[Echeance]:
    """The éditeur and the distributor, when the latter has an account, are both told."""
    lignes = list(mandats_declares())
    sirens = {ligne.siret[:9] for ligne in lignes}
    connues = {o.siren: o for o in Organisation.objects.filter(siren__in=sirens)}
    for ligne in lignes:
        candidature: Candidature = ligne.etape.candidature
        quoi = f"mandat de distribution de {ligne.denomination}, {candidature.dispositif.libelle}"
        concernees: Iterable[Organisation | None] = (candidature.produit.editeur, connues.get(ligne.siret[:9]))
        for organisation in concernees:
            if organisation is not None and ligne.mandat_fin_le is not None:
                cle = f"mandat:{ligne.pk}:o{organisation.pk}"
                lien = reverse("financement:espace")
                yield Echeance(cle, organisation, quoi, ligne.mandat_fin_le, BLOQUE_LE_DISTRIBUTEUR, lien)


def _achevements(le: datetime) -> Iterator[Echeance]:
    """REA-02: what Date 5 would leave with neither a balance asked for nor an attestation, by supplier and solution."""
    ensuite = "ni attestation ni solde : ces prestations ne seront plus payées, et l’avance sera redemandée."
    lien = f"{reverse('financement:realisation')}?etat={SANS_SUITE}"
    for fournisseur, candidature, nombre in sans_solde_ni_attestation():
        date_5 = limite_connue(candidature, 5, au=le)
        if date_5 is not None and date_5.valeur is not None:
            cle = f"achevement:{fournisseur.pk}:c{candidature.pk}"
            quoi = f"Date 5 pour {nombre} commande(s) de {candidature.produit} sans solde demandé ni attestation de fin"
            yield Echeance(cle, fournisseur.organisation, quoi, jour_de_paris(date_5.valeur), ensuite, lien)


def _bilans(le: datetime) -> Iterator[Echeance]:
    """PIL-15: the report on satisfaction that is still due, to who engages the supplier."""
    for enrolement in suivis(Enrolement.objects.all()):
        suivi = Suivi(enrolement, jour_de_paris(le))
        if suivi.echeance and suivi.etat != DEPOSE:
            quoi = f"bilan de satisfaction à transmettre à l’ANS, {enrolement.dispositif.libelle}"
            ensuite = "le bilan est en retard, et l’ANS le voit."
            cle, lien = f"bilan:{enrolement.pk}", reverse("financement:satisfaction")
            yield Echeance(cle, enrolement.fournisseur.organisation, quoi, suivi.echeance, ensuite, lien)


def _secondaires(le: datetime) -> Iterator[Echeance]:
    """SEC-02, SEC-09: what is not claimed in time is never paid; one word for all the clients of the same last day."""
    for groupe in a_demander(le):
        cle = f"secondaire:{groupe.fournisseur.pk}:d{groupe.dispositif.pk}"
        ensuite = "la prestation secondaire de ces clients n’est plus payée."
        lien = reverse("financement:secondaire")
        yield Echeance(cle, groupe.fournisseur.organisation, str(groupe), groupe.limite, ensuite, lien)


def _revues(fournisseurs: QuerySet[Fournisseur]) -> Iterator[Echeance]:
    """ENR-09: to the mandataires, who confirm."""
    ensuite = "la revue est en retard, et l’ASP le voit. Confirmez qui agit pour l’entreprise."
    enroles = fournisseurs.filter(enrolements__in=Enrolement.objects.filter(accepte_le__isnull=False)).distinct()
    for fournisseur in enroles:
        derniere = fournisseur.derniere_revue()
        if derniere is not None:
            cle, lien = f"revue:{fournisseur.pk}", reverse("financement:espace")
            limite, qui = prochaine_revue(derniere), (Role.MANDATAIRE,)
            yield Echeance(cle, fournisseur.organisation, "revue des habilitations", limite, ensuite, lien, qui)
