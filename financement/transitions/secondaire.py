"""The secondary service: journal sent by the supplier, verified by the ANS, contract ended by the client (4.5, 6.5)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max

from financement.models import Commande, Droit, JournalTransmis, Resiliation
from financement.regles.secondaire import calendrier
from financement.regles.secondaire import perf as regles
from financement.regles.secondaire.parametres import Regime, regime
from financement.suivi_secondaire import Suivi, avec_la_va, suivre
from financement.transitions.annonces import qui_engage
from financement.transitions.formulaires_de_la_secondaire import AnnonceForm, InformationForm, NonConformiteForm
from financement.transitions.lignes import consigner_rien
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Envoi, Refus, transition

Statut = JournalTransmis.Statut
UN_JOURNAL = "Un journal est transmis : le niveau a été constaté avant la résiliation."


def suivi_de(commande: Commande, le: datetime) -> Suivi | None:
    """None as long as no VA is declared, or where there is no such service."""
    lues = avec_la_va(Commande.objects.filter(pk=commande.pk)).select_related("dispositif")
    return next(iter(suivre(lues, le)), None)


def transmission(suivi: Suivi | None, le: datetime) -> Verdict:
    """What keeps a journal from being sent, all at once."""
    if suivi is None:
        return Verdict((Motif("va", False, "La VA de cette commande n’est pas encore déclarée avec son solde."),))
    deja = suivi.journal is not None and suivi.journal.statut != Statut.NON_CONFORME
    return Verdict(
        (
            regles.niveau_atteint(fenetre=suivi.meilleure, regime=suivi.regime),
            calendrier.demande_a_temps(debut=suivi.debut, recu_le=le, regime=suivi.regime),
            Motif(
                "resiliee",
                suivi.resiliation is None,
                f"Le client {'a' if suivi.resiliation else 'n’a pas'} résilié son contrat.",
            ),
            Motif("deja", not deja, f"Le journal de ce client {'est' if deja else 'n’est pas'} déjà transmis."),
        )
    )


def _transmissible(commande: Commande, demande: Demande) -> Verdict:
    return transmission(suivi_de(commande, demande.recu_le), demande.recu_le)


def _touchee_le(commande: Commande) -> datetime | None:
    """When a month, a sending or a termination last changed what would be sent."""
    instants = (
        commande.mois_de_monitoring.aggregate(le=Max("recu_le")),
        commande.journaux.aggregate(le=Max("transmis_le")),
        commande.resiliations.aggregate(le=Max("declaree_le")),
        commande.resiliations.aggregate(le=Max("retiree_le")),
    )
    return max((lu["le"] for lu in instants if lu["le"]), default=None)


@transition(
    Commande,
    de=Commande.Statut.VALIDEE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_transmissible,
    envoi=Envoi(consigner_rien, _touchee_le),
    libelle="Transmettre le journal",
    recit="Journal de monitoring transmis à l’ASP et à l’ANS",
    a_sa_page=False,
)
def transmettre_le_journal(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The best window, frozen as it is at this instant (SEC-05)."""
    suivi = suivi_de(commande, demande.recu_le)
    encore = transmission(suivi, demande.recu_le)  # an import may have corrected months since the guard read them
    fenetre = suivi.meilleure if suivi else None
    if fenetre is None or not encore.favorable:
        raise Refus(encore)
    JournalTransmis.objects.create(
        commande=commande,
        transmis_le=demande.recu_le,
        transmis_par=demande.acteur.personne,
        periode_du=fenetre.debut,
        periode_au=fenetre.fin,
        dt=fenetre.dt,
        dm=fenetre.dm,
        perf=fenetre.perf,
    )
    return {
        "periode": f"{fenetre.debut} / {fenetre.fin}",
        "dt": fenetre.dt,
        "dm": fenetre.dm,
        "perf": str(fenetre.perf),
    }


# ---- the client ends its contract -----------------------------------------------------------------------------------


def _resiliable(commande: Commande, demande: Demande) -> Verdict:
    deja = Resiliation.objects.actuelles().filter(commande=commande).exists()
    transmis = JournalTransmis.objects.qui_comptent().filter(commande=commande).exists()
    return Verdict(
        (
            Motif("deja", not deja, f"La résiliation {'est' if deja else 'n’est pas'} déjà déclarée."),
            Motif("transmis", not transmis, UN_JOURNAL if transmis else "Aucun journal n’est transmis."),
        )
    )


def _resiliee_avant(commande: Commande, demande: Demande) -> Verdict:
    fin, signe_le = demande.donnees["resiliee_le"], commande.bon.signe_le
    passee = fin <= jour_de_paris(demande.recu_le)
    apres = f"Le bon de commande est signé le {signe_le:%d/%m/%Y} : la résiliation ne le précède pas."
    return Verdict(
        (
            Motif("saisie:resiliee_le", passee, "La résiliation a déjà eu lieu : indiquez son jour."),
            Motif("saisie:resiliee_le", fin >= signe_le, apres),
        )
    )


@transition(
    Commande,
    de=Commande.Statut.VALIDEE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_resiliable,
    controle=_resiliee_avant,
    libelle="Déclarer la résiliation par le client",
    recit="Résiliation par le client déclarée",
    a_sa_page=False,
)
def declarer_la_resiliation(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Told to the ASP; past the delay it is kept all the same, and said late (SEC-14, MSG-11)."""
    fin: date = demande.donnees["resiliee_le"]
    textes = regime(commande.dispositif.code, jour_de_paris(demande.recu_le))
    motif = calendrier.resiliation_dite_a_temps(resiliee_le=fin, le=demande.recu_le, regime=textes) if textes else None
    hors_delai = motif is not None and not motif.satisfait
    Resiliation.objects.create(
        commande=commande,
        resiliee_le=fin,
        declaree_le=demande.recu_le,
        declaree_par=demande.acteur.personne,
        hors_delai=hors_delai,
    )
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{commande.cle_dossier}:resiliation:{commande.pk}",
        sujet=f"{commande.reference} : contrat résilié par le client",
        corps=f"{commande} : {motif.explication if motif else ''} La prestation secondaire n’est pas versée.",
        lien=commande.get_absolute_url(),
    )
    return {"resiliee_le": fin.isoformat(), "hors_delai": hors_delai}


def _resiliation_a_retirer(commande: Commande, demande: Demande) -> Verdict:
    dite = Resiliation.objects.actuelles().filter(commande=commande).exists()
    return Verdict((Motif("dite", dite, f"Une résiliation {'est' if dite else 'n’est pas'} déclarée."),))


@transition(
    Commande,
    de=Commande.Statut.VALIDEE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_resiliation_a_retirer,
    libelle="Retirer la résiliation",
    recit="Résiliation par le client retirée, déclarée par erreur",
    a_sa_page=False,
)
def retirer_la_resiliation(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Declared by mistake: what was declared is kept, and the ASP is told why it no longer stands."""
    resiliation = Resiliation.objects.actuelles().select_for_update().get(commande=commande)
    resiliation.retiree_le = demande.recu_le
    resiliation.save(update_fields=["retiree_le"])
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{commande.cle_dossier}:resiliation:{commande.pk}:retiree:{resiliation.pk}",
        sujet=f"{commande.reference} : résiliation par le client retirée",
        corps=f"{commande} : {resiliation}, déclarée par erreur.\n\n{demande.donnees['raison']}",
        lien=commande.get_absolute_url(),
    )
    return {"resiliee_le": resiliation.resiliee_le.isoformat(), "raison": demande.donnees["raison"]}


# ---- what the ANS does of a journal ---------------------------------------------------------------------------------


def textes_de(journal: JournalTransmis) -> Regime | None:
    """In force the day the journal was sent."""
    return regime(journal.commande.dispositif.code, jour_de_paris(journal.transmis_le))


def _prevenir(journal: JournalTransmis, demande: Demande, quoi: str, corps: str) -> None:
    """Who engages the supplier."""
    notifier(
        qui_engage(journal.commande.demande.fournisseur),
        categorie=Categorie.DECISION,
        evenement=f"journal_transmis:{journal.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{journal.commande.reference} : {quoi}",
        corps=corps,
        lien=journal.get_absolute_url(),
    )


def _annoncable(journal: JournalTransmis, demande: Demande) -> Verdict:
    textes = textes_de(journal)
    if textes is None:
        return Verdict()
    return Verdict(
        (calendrier.verification_annoncable(transmis_le=journal.transmis_le, le=demande.recu_le, regime=textes),)
    )


@transition(
    JournalTransmis,
    de=Statut.TRANSMIS,
    vers=Statut.EN_VERIFICATION,
    roles=ANS_INSTRUIT,
    garde=_annoncable,
    formulaire=AnnonceForm,
    libelle="Annoncer une vérification",
    recit="Vérification du journal annoncée",
    question="Le fournisseur est prévenu, et fournit ce que vous demandez.",
    bouton="Annoncer la vérification",
)
def annoncer_la_verification(journal: JournalTransmis, demande: Demande) -> None:
    """Within six months after the month of reception (SEC-07, SEC-08)."""
    journal.annoncee_le, journal.annoncee_par = demande.recu_le, demande.acteur.personne
    journal.demande_de_pieces = demande.donnees["demande_de_pieces"]
    corps = f"L’ANS vérifie la fiabilité des données de {journal}. Elle vous demande : {journal.demande_de_pieces}"
    _prevenir(journal, demande, "vérification annoncée", corps)


@transition(
    JournalTransmis,
    de=Statut.EN_VERIFICATION,
    vers=Statut.VALIDE,
    roles=ANS_INSTRUIT,
    libelle="Valider les données",
    recit="Journal validé après vérification",
    question="Les données sont définitives.",
    bouton="Valider les données",
)
def valider_le_journal(journal: JournalTransmis, demande: Demande) -> None:
    journal.conclue_le, journal.conclue_par = demande.recu_le, demande.acteur.personne
    _prevenir(journal, demande, "données validées", f"{journal} : les données sont définitives.")


@transition(
    JournalTransmis,
    de=Statut.EN_VERIFICATION,
    vers=Statut.A_CONFIRMER,
    roles=ANS_INSTRUIT,
    formulaire=NonConformiteForm,
    interne=True,
    libelle="Proposer la non-conformité",
    recit="Non-conformité du journal proposée",
    question="Une autre personne la confirme : rien n’est versé d’un journal non conforme.",
    bouton="Proposer la non-conformité",
)
def proposer_la_non_conformite(journal: JournalTransmis, demande: Demande) -> None:
    journal.motif, journal.proposee_par = demande.donnees["motif"], demande.acteur.personne


def _autre_personne(journal: JournalTransmis, demande: Demande) -> Verdict:
    autre = demande.acteur.utilisateur is None or journal.proposee_par_id != demande.acteur.compte_pour(
        journal.proposee_par_id
    )
    return Verdict((Motif("personnes", autre, "Une non-conformité est confirmée par une autre personne."),))


@transition(
    JournalTransmis,
    de=Statut.A_CONFIRMER,
    vers=Statut.NON_CONFORME,
    roles=ANS_INSTRUIT,
    garde=_autre_personne,
    libelle="Confirmer la non-conformité",
    recit="Journal non conforme",
    question="Le fournisseur en est prévenu ; aucun financement n’est attribué sur ce journal.",
    bouton="Confirmer la non-conformité",
)
def confirmer_la_non_conformite(journal: JournalTransmis, demande: Demande) -> None:
    """No financing, explained (SEC-09). Two persons."""
    journal.conclue_le, journal.conclue_par = demande.recu_le, demande.acteur.personne
    corps = f"{journal} est non conforme : {journal.motif} Aucun financement n’est attribué sur ce journal."
    _prevenir(journal, demande, "journal non conforme", corps)


@transition(
    JournalTransmis,
    de=Statut.A_CONFIRMER,
    vers=Statut.EN_VERIFICATION,
    roles=ANS_INSTRUIT,
    interne=True,
    libelle="Reprendre la vérification",
    recit="Vérification du journal reprise",
    question="La non-conformité proposée est écartée.",
    bouton="Reprendre la vérification",
)
def reprendre_la_verification(journal: JournalTransmis, demande: Demande) -> None:
    journal.motif, journal.proposee_par = "", None


def _informe_avant(journal: JournalTransmis, demande: Demande) -> Verdict:
    jour: date = demande.donnees["client_informe_le"]
    passe, connu = jour <= jour_de_paris(demande.recu_le), jour > journal.periode_au
    au_plus_tot = f"Le niveau se connaît après le {journal.periode_au:%d/%m/%Y}, dernier jour de la période."
    return Verdict(
        (
            Motif("saisie:client_informe_le", passe, "Indiquez le jour où le client a été informé."),
            Motif("saisie:client_informe_le", connu, au_plus_tot),
        )
    )


@transition(
    JournalTransmis,
    de=tuple(Statut),
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=_informe_avant,
    formulaire=InformationForm,
    libelle="Confirmer l’information du client",
    recit="Niveau de performance adressé au client",
    question="Le niveau atteint est adressé au client en même temps qu’à l’ASP.",
    bouton="Confirmer",
)
def informer_le_client(journal: JournalTransmis, demande: Demande) -> None:
    """SEC-06, MSG-10. What the payment rests on is said by who may ask for it, as a termination is."""
    journal.client_informe_le = demande.donnees["client_informe_le"]
