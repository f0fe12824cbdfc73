"""What begins a dossier: an enrolment, bank details, a question. Raises Refus when a rule says no."""

from dataclasses import replace
from typing import Any

from django.db import transaction as db

from financement.models import CoordonneesBancaires, Enrolement, Fournisseur, Piece, Question
from financement.questionnaire import SECTIONS
from financement.regles import coordonnees as regles
from financement.regles import questions as regles_des_questions
from financement.situation import AUCUN, demandable, rattachements
from financement.sujets import SUJETS
from financement.transitions.annonces import prevenir_l_asp, prevenir_le_fournisseur
from financement.transitions.coordonnees import changement_en_cours, iban_en_service
from financement.transitions.questions import ecrire, message_recevable, prevenir
from financement.validateurs import PAYS_SEPA
from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Acteur, Role, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.chiffrement import chiffrer_texte, empreinte_secrete, nom_de_la_cle
from segur.noyau.documents.depot import deposer
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Motif, Verdict, verdict
from segur.noyau.transitions import Demande, Refus

REPRISES = [question.champ for section in SECTIONS for question in section.elements]  # type: ignore[union-attr]


def peut_ouvrir(acteur: Acteur) -> Motif:
    return Motif("engage", acteur.tient(*ENGAGE_L_EDITEUR), "Un mandataire ou un représentant ouvre l’enrôlement.")


def ouvrir_enrolement(dispositif: Dispositif, demande: Demande) -> Enrolement:
    """A draft, one per dispositif. It begins with the answers and the pieces of the firm's last enrolment."""
    organisation = demande.acteur.entreprise
    liens = rattachements(organisation).get(dispositif, AUCUN)
    motifs = Verdict((peut_ouvrir(demande.acteur),)) + demandable(liens, demande.recu_le)
    if not motifs.favorable:
        raise Refus(motifs)
    with db.atomic():
        Fournisseur.objects.get_or_create(organisation=organisation, defaults={"ouvert_le": demande.recu_le})
        fournisseur = Fournisseur.objects.select_for_update().get(organisation=organisation)
        deja = Enrolement.objects.filter(fournisseur=fournisseur, dispositif=dispositif).first()
        if deja:
            return deja
        enrolement = Enrolement.objects.create(fournisseur=fournisseur, dispositif=dispositif)
        repris = _reprendre(enrolement, demande)
        _raconter(enrolement, demande, "enrolement.ouvrir", "Dossier d’enrôlement ouvert", {"repris": repris}, motifs)
    return enrolement


def _reprendre(enrolement: Enrolement, demande: Demande) -> str:
    """Nothing is typed twice: the last file of the firm serves again, and its pieces with it."""
    autres = enrolement.fournisseur.enrolements.exclude(pk=enrolement.pk).exclude(premiere_transmission_le=None)
    dernier = autres.order_by("-transmis_le").first()
    if dernier is None:
        return ""
    for champ in REPRISES:
        setattr(enrolement, champ, getattr(dernier, champ))
    enrolement.save()
    for piece in dernier.pieces.actuelles():
        Piece.objects.create(
            enrolement=enrolement,
            nature=piece.nature,
            document_id=piece.document_id,
            nom_transmis=piece.nom_transmis,
            expire_le=piece.expire_le,
            perimetre=piece.perimetre,
            deposee_le=demande.recu_le,
        )
    return str(dernier)


def changement_recevable(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    """Who may declare bank details, and when: what the page says beside its form."""
    mandataire = demande.acteur.tient(Role.MANDATAIRE)
    return verdict(
        (
            Motif("mandataire", mandataire, "Les coordonnées bancaires se déclarent par un mandataire."),
            regles.changement_possible(en_cours=changement_en_cours(fournisseur, demande.recu_le)),
        )
    )


def declarer_coordonnees(fournisseur: Fournisseur, donnees: dict[str, Any], demande: Demande) -> CoordonneesBancaires:
    """To be checked by one agent and approved by another. Every mandataire of the firm is told at once."""
    with db.atomic():
        visibles = Fournisseur.objects.filter(pk__in=Fournisseur.objects.visibles_par(demande.acteur))
        fournisseur = visibles.select_for_update().get(pk=fournisseur.pk)
        motifs = changement_recevable(fournisseur, demande) + _coherentes(fournisseur, donnees, demande)
        motifs += identite_a_confirmer(recente=demande.identite_recente)
        if not motifs.favorable:
            raise Refus(motifs)
        coordonnees = _ecrire(fournisseur, donnees, demande)
        masque = {"iban": coordonnees.iban_masque}
        recit = "Coordonnées bancaires déclarées"
        _raconter(coordonnees, demande, "coordonneesbancaires.declarer", recit, masque, motifs)
        _annoncer(coordonnees, demande)
    return coordonnees


def _coherentes(fournisseur: Fournisseur, donnees: dict[str, Any], demande: Demande) -> Verdict:
    iban = donnees["iban"]
    identique = iban == iban_en_service(fournisseur, demande.recu_le)
    pays = (regles.iban_en_zone_sepa(iban=iban, pays=PAYS_SEPA), regles.bic_du_meme_pays(iban=iban, bic=donnees["bic"]))
    return regles.iban_change(identique=identique) + verdict(pays)


def _ecrire(fournisseur: Fournisseur, donnees: dict[str, Any], demande: Demande) -> CoordonneesBancaires:
    iban, rib = donnees["iban"], donnees["rib"]
    return CoordonneesBancaires.objects.create(
        fournisseur=fournisseur,
        titulaire=donnees["titulaire"],
        iban_chiffre=chiffrer_texte(iban),
        iban_empreinte=empreinte_secrete(iban),
        iban_masque=masquer(iban),
        cle=nom_de_la_cle(),
        bic=donnees["bic"],
        rib=deposer(rib, nom=rib.name, zone="piece_sensible", acteur=demande.acteur, le=demande.recu_le),
        demandees_le=demande.recu_le,
        demandees_par=demande.acteur.personne,
    )


def masquer(iban: str) -> str:
    """« FR76 •••• 0189 »."""
    return f"{iban[:4]} •••• {iban[-4:]}"


def _annoncer(coordonnees: CoordonneesBancaires, demande: Demande) -> None:
    corps = (
        f"{demande.acteur} a déclaré de nouvelles coordonnées bancaires. Deux agents de l’ASP les vérifient avant "
        "qu’elles servent. Si vous n’en savez rien, opposez-vous au changement depuis la page ci-dessous."
    )
    prevenir_le_fournisseur(coordonnees, demande, "coordonnées bancaires déclarées", corps, Role.MANDATAIRE)
    prevenir_l_asp(coordonnees, demande, Role.GESTIONNAIRE, "coordonnées bancaires à vérifier")


def _raconter(objet: Any, demande: Demande, action: str, recit: str, details: dict[str, Any], motifs: Verdict) -> None:
    inscrire(
        objet,
        action=action,
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=objet.statut,
        motifs=motifs.motifs,
        details=details,
        cle=demande.cle,
    )


def poser_une_question(donnees: dict[str, Any], demande: Demande) -> Question:
    """`donnees`: sujet, dispositif (or None), objet, texte, fichier (or None). Acknowledged with a number (ASP-15)."""
    demande = replace(demande, donnees=donnees)
    with db.atomic():
        Utilisateur.objects.select_for_update(no_key=True).get(pk=demande.acteur.personne.pk)
        return _deja_posee(demande) or _poser(donnees, demande)


def _poser(donnees: dict[str, Any], demande: Demande) -> Question:
    motifs = message_recevable(demande) + verdict(
        (
            regles_des_questions.sujet_connu(connu=donnees["sujet"] in SUJETS),
            regles_des_questions.objet_donne(objet=donnees["objet"]),
        )
    )
    if not motifs.favorable:
        raise Refus(motifs)
    question = Question.objects.create(
        organisation=demande.acteur.entreprise,
        dispositif=donnees["dispositif"],
        sujet=donnees["sujet"],
        sujet_libelle=SUJETS[donnees["sujet"]],
        objet=donnees["objet"].strip(),
        posee_le=demande.recu_le,
        posee_par=demande.acteur.personne,
        dernier_message_le=demande.recu_le,
    )
    ecrire(question, demande)
    _raconter(question, demande, "question.poser", f"Question {question.numero} posée à l’ASP", {}, motifs)
    _accuser_reception(question, demande)
    return question


def _deja_posee(demande: Demande) -> Question | None:
    """The same form sent twice asks once."""
    if not demande.cle:
        return None
    posees = EntreeJournal.objects.filter(action="question.poser", acteur=demande.acteur.utilisateur, cle=demande.cle)
    return Question.objects.filter(pk__in=posees.values("id_objet")).first()


def _accuser_reception(question: Question, demande: Demande) -> None:
    recue = f"« {question.objet} » est enregistrée sous le numéro {question.numero}. L’ASP répond sur cette page."
    prevenir(question, demande, "question reçue", recue, l_asp=False)
    prevenir(question, demande, "nouvelle question", f"{question.organisation} : {question.objet}", l_asp=True)
