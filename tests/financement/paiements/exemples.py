"""An empty batch and an empty return: enough to ask who may see them."""

from datetime import datetime

from financement.models import LotDePaiement, RetourBancaire
from financement.regles.paiement import prochain_jour_ouvre
from segur.noyau.comptes.models import Role, Utilisateur, acteur_pour
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.temps import jour_de_paris


def paiements(le: datetime) -> tuple[LotDePaiement, RetourBancaire]:
    payeur = acteur_pour(Utilisateur.objects.ayant_role(Role.PAYEUR).earliest("pk"))
    lot = LotDePaiement.objects.create(
        prepare_le=le, prepare_par=payeur.personne, execution_le=prochain_jour_ouvre(jour_de_paris(le)), empreinte="e"
    )
    document = deposer_octets(b"<Document/>", nom="retour.xml", zone="fichier_bancaire", acteur=payeur, le=le)
    retour = RetourBancaire.objects.create(
        format="camt.054", empreinte="e", document=document, recu_le=le, recu_de=payeur.personne
    )
    return lot, retour
