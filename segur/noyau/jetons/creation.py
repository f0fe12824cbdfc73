"""Making a token: its secret is shown once, and kept nowhere."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction as db

from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Organisation
from segur.noyau.jetons.models import Jeton, empreinte_du_secret
from segur.noyau.jetons.regles import PREFIXE, duree_permise
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, exiger_une_page_neuve

ACTION = "jeton.creer"
OCTETS = 32
DEBUT = 12


def creer(organisation: Organisation, demande: Demande, *, expire_le: datetime, **choix: Any) -> tuple[Jeton, str]:
    """The token and its secret. `choix`: nom, portees, reseaux. Raises Refus."""
    secret = PREFIXE + secrets.token_urlsafe(OCTETS)
    with db.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        exiger_une_page_neuve(organisation, ACTION, demande.cle)
        verdict = _permis(organisation, demande, expire_le, choix["nom"])
        if not verdict.favorable:
            raise Refus(verdict)
        jeton = Jeton.objects.create(
            organisation=organisation,
            empreinte=empreinte_du_secret(secret),
            debut=secret[:DEBUT],
            cree_le=demande.recu_le,
            cree_par=demande.acteur.personne,
            expire_le=expire_le,
            **choix,
        )
        inscrire(
            jeton,
            action=ACTION,
            recit=f"Jeton d’API créé : {jeton}",
            acteur=demande.acteur,
            recu_le=demande.recu_le,
            vers=jeton.statut,
            motifs=verdict.motifs,
            details={"nom": jeton.nom, "portees": jeton.portees, "reseaux": jeton.reseaux, "expire_le": expire_le},
            cle=demande.cle,
        )
    return jeton, secret


def _permis(organisation: Organisation, demande: Demande, expire_le: datetime, nom: str) -> Verdict:
    sienne = demande.acteur.tient(*ENGAGE_L_EDITEUR) and demande.acteur.organisation == organisation
    libre = not Jeton.objects.filter(organisation=organisation, nom=nom, statut=Jeton.Statut.ACTIF).exists()
    recente = identite_a_confirmer(recente=demande.identite_recente)
    return recente + Verdict(
        (
            Motif("role", sienne, "Un mandataire ou un représentant de l’organisation crée ses jetons."),
            Motif("jeton", not demande.acteur.jeton, "Un jeton n’en crée pas un autre."),
            Motif("nom", libre, "Un jeton actif porte déjà ce nom : choisissez-en un autre."),
            duree_permise(cree_le=demande.recu_le, expire_le=expire_le),
        )
    )
