"""Being told by e-mail of the changes of the public registry: asked, confirmed by a link, stopped by another.

Instants are those of the real clock, like those of the journal's writing, of the outbox and of signed links.
"""

from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction as db
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.crypto import salted_hmac

from candidatures.models import Abonnement, Annonce
from candidatures.registre import ETATS, Solution, changements, decrire, publiables
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import ecrire
from segur.noyau.temps import en_clair

ENTRE_DEUX_CONFIRMATIONS = timedelta(hours=1)  # so that nobody fills another's mailbox; no text sets it (decision 0032)
LIEN_VALABLE = timedelta(days=3)
PAR_RESEAU, PENDANT = 10, timedelta(hours=1)
"""How many demands one network address may make in that time (decision 0032)."""
PAR_BALAYAGE = 100
CONFIRMER, ARRETER = "registre.confirmer", "registre.arreter"
TOUS = "tous les dispositifs"


def permettre(adresse_reseau: str) -> bool:
    """Counts one more demand from there; False once there were too many. The address itself is kept nowhere."""
    cle = cle_du_reseau(adresse_reseau)
    if cache.add(cle, 1, PENDANT.total_seconds()):
        return True
    try:
        return bool(cache.incr(cle) <= PAR_RESEAU)
    except ValueError:  # it has just expired
        return True


def cle_du_reseau(adresse: str) -> str:
    return f"registre.abonnement:{salted_hmac('registre.abonnement', _reseau(adresse)).hexdigest()}"


def _reseau(adresse: str) -> str:
    """In IPv6 one subscriber has a whole /64."""
    try:
        return str(ip_network((adresse, 64 if ":" in adresse else 32), strict=False))
    except ValueError:
        return adresse


def demander(adresse: str, dispositif: Dispositif | None, le: datetime) -> bool:
    """Writes the link that confirms. False, and nothing, when one left for that address less than an hour before."""
    with db.atomic():
        a_creer = {"demande_le": le}
        abonnes = Abonnement.objects.select_for_update()
        abonnement, nouveau = abonnes.get_or_create(adresse=adresse.lower(), defaults=a_creer)
        if not nouveau and le - abonnement.demande_le < ENTRE_DEUX_CONFIRMATIONS:
            return False
        abonnement.demande_le = le
        abonnement.save(update_fields=["demande_le"])
        _ecrire_le_lien(abonnement, dispositif)
    return True


def _ecrire_le_lien(abonnement: Abonnement, dispositif: Dispositif | None) -> None:
    jeton = jeton_de_confirmation(abonnement, dispositif)
    ecrire(
        abonnement.adresse,
        categorie=Categorie.REGISTRE,
        evenement=f"registre:confirmer:{abonnement.pk}:{abonnement.demande_le.isoformat()}",
        sujet="Registre des solutions : confirmez votre abonnement",
        corps=f"Vous avez demandé à être prévenu des changements du registre : {dispositif or TOUS}.\n"
        "Si vous n’avez rien demandé, ne faites rien : rien d’autre ne vous sera envoyé."
        f"{_comment_arreter(abonnement)}\n\nPour confirmer, dans les {LIEN_VALABLE.days} jours :",
        lien=reverse("portail:abonnement_confirmer", args=[jeton]),
        lien_ephemere=True,
    )


def jeton_de_confirmation(abonnement: Abonnement, dispositif: Dispositif | None) -> str:
    """The choice travels in the link: who does not read the mailbox changes nothing."""
    return signing.dumps([abonnement.pk, dispositif.code if dispositif else ""], salt=CONFIRMER)


def jeton_d_arret(abonnement: Abonnement) -> str:
    return signing.dumps(abonnement.pk, salt=ARRETER)


def _comment_arreter(abonnement: Abonnement) -> str:
    adresse = settings.URL_PUBLIQUE + reverse("portail:abonnement_arreter", args=[jeton_d_arret(abonnement)])
    return f"\n\nPour effacer votre adresse et ne plus rien recevoir :\n{adresse}"


def a_confirmer(jeton: str) -> tuple[Abonnement, Dispositif | None] | None:
    """The address and the choice of a link. None when it is false, too old, or when the address was erased since."""
    try:
        pk, code = signing.loads(jeton, salt=CONFIRMER, max_age=LIEN_VALABLE)
    except signing.BadSignature:
        return None
    abonnement = Abonnement.objects.filter(pk=pk).first()
    return (abonnement, Dispositif.objects.filter(code=code).first()) if abonnement else None


def confirmer(abonnement: Abonnement, dispositif: Dispositif | None, le: datetime) -> None:
    """Confirming again changes the choice, and not since when changes are told."""
    depuis = Coalesce("confirme_le", Value(le))
    Abonnement.objects.filter(pk=abonnement.pk).update(dispositif=dispositif, confirme_le=depuis)


def a_arreter(jeton: str) -> int | None:
    """The key of the subscription that this link stops, still there or not; None when it is false."""
    try:
        pk: int = signing.loads(jeton, salt=ARRETER)
    except signing.BadSignature:
        return None
    return pk


def arreter(pk: int) -> None:
    """The address is erased. Twice does nothing more."""
    Abonnement.objects.filter(pk=pk).delete()


def annoncer_les_changements(le: datetime) -> int:
    """Tells the subscribers what they were not told yet. Returns how many messages were written."""
    nouveaux = changements().filter(annonce=None).order_by("pk")[:PAR_BALAYAGE]
    return sum(_annoncer(changement, le) for changement in nouveaux)


def _annoncer(changement: EntreeJournal, le: datetime) -> int:
    """Interrupted, it starts again: the key of each message keeps it from being written twice."""
    ecrits = 0
    for candidature in publiables().filter(pk=changement.id_objet):
        solution, suivi = decrire(candidature), Q(dispositif=None) | Q(dispositif=candidature.dispositif)
        concernes = Abonnement.objects.filter(suivi, confirme_le__lte=changement.inscrite_le).order_by("pk")
        ecrits = sum(_prevenir(abonnement, changement, solution) for abonnement in concernes)
    Annonce.objects.get_or_create(changement=changement, defaults={"faite_le": le})
    return ecrits


def _prevenir(abonnement: Abonnement, changement: EntreeJournal, solution: Solution) -> bool:
    statut = ETATS[changement.vers]
    with db.atomic():
        ecrit = ecrire(
            abonnement.adresse,
            categorie=Categorie.REGISTRE,
            evenement=f"registre:{changement.dossier}:{changement.rang}",
            sujet=f"{solution.produit} : {statut}",
            corps=f"{solution.produit} {solution.version_technique}, de {solution.editeur}\n"
            f"{solution.dispositif_libelle}, NRU {solution.nru}\n{statut} le {en_clair(changement.recu_le)}"
            f"{_comment_arreter(abonnement)}\n\nLa page de cette solution :",
            lien=solution.get_absolute_url(),
        )
    return ecrit is not None


def oublier_les_demandes_sans_suite(le: datetime) -> int:
    """Erases the addresses that were never confirmed, once their link has expired. Returns how many."""
    restees = Abonnement.objects.filter(confirme_le=None, demande_le__lt=le - LIEN_VALABLE)
    return restees.delete()[0]
