"""The ASP has paid an advance: prepared by one, approved by another, exported, confirmed by the bank."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings

from financement.models import Commande, LotDePaiement, Part, Position
from financement.preparation import preparer
from financement.regles.paiement import prochain_jour_ouvre
from financement.retours import importer
from financement.transitions import paiement, retour
from segur.noyau.comptes.models import Role
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.bureau import UN_JOUR, Bureau, agent

DEUX_JOURS = timedelta(days=2)
MOUVEMENT = (
    '<Ntry><Amt Ccy="EUR">{montant}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls>'
    '<Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="EUR">{montant}</Amt></TxDtls></NtryDtls></Ntry>'
)
RELEVE = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn>{mouvements}'
    "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
)


def payer_une_avance(firme: str) -> None:
    """The last order validated of that firm; nothing when there is none."""
    siennes = Commande.objects.filter(demande__fournisseur__organisation__nom=firme)
    commande = siennes.filter(statut=Commande.Statut.VALIDEE).order_by("-decidee_le").first()
    if commande is not None and commande.decidee_le is not None:
        payer([commande], Part.AVANCE, commande.decidee_le + UN_JOUR)


def payer(commandes: Iterable[Commande], part: str, le: datetime) -> None:
    """One part of these orders, in one batch; nothing when no account pays."""
    if not settings.PAYEUR_IBAN:
        return
    bureau, payeur = Bureau(le), agent(Role.PAYEUR)
    positions = Position.objects.a_payer().filter(commande__in=commandes, part=part).values_list("pk", flat=True)
    lot = preparer(positions, prochain_jour_ouvre(jour_de_paris(le)), bureau.demande(payeur))
    paiement.approuver(lot, bureau.demande(bureau.valideur))
    lot = paiement.exporter(lot, bureau.demande(payeur))
    bureau.instant += DEUX_JOURS
    recu, _ = importer(BytesIO(releve(lot)), "releve.xml", bureau.demande(payeur))
    retour.appliquer(recu, bureau.demande(payeur))


def releve(lot: LotDePaiement) -> bytes:
    """What a bank tells of transfers that it has paid (`camt.054`)."""
    mouvements = (MOUVEMENT.format(reference=v.reference, montant=v.montant) for v in lot.vifs())
    return RELEVE.format(mouvements="".join(mouvements)).encode()
