"""Every address of the portal, with arguments worth trying."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from candidatures.modeles_de_pieces import MODELES
from candidatures.models import (
    Candidature,
    Collaborateur,
    DerogationDeDelai,
    DocumentOfficiel,
    Fil,
    Piece,
    Produit,
    ReponseType,
    SeanceDuCollege,
)
from financement.models import (
    ArbitrageDePlace,
    CampagneDeControle,
    Commande,
    ControleAPosteriori,
    CoordonneesBancaires,
    Creance,
    DemandeDeFinancement,
    DossierPilote,
    Enrolement,
    Fournisseur,
    ImportDeJournal,
    Indu,
    JournalTransmis,
    LigneSimulee,
    LotDePaiement,
    ModeleDeDocument,
    Question,
    RetourBancaire,
    Simulation,
)
from financement.models import Piece as PieceDEnrolement
from preuves.models import Chapitre, Preuve
from segur.noyau.annuaires.models import ImportDeBase
from segur.noyau.comptes.models import Appartenance, Organisation, VisiteDuSupport
from segur.noyau.dispositifs.models import Amendement, Dispositif
from segur.noyau.documents.models import Document
from segur.noyau.messagerie.models import Courriel, Diffusion, Notification
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.transitions import REGISTRE
from segur.noyau.webhooks.models import Evenement, Webhook
from tests.financement.controles.exemples import un_controle
from tests.financement.indus.exemples import un_indu
from tests.financement.paiements.exemples import paiements
from tests.financement.pilotes.dossier import un_dossier
from tests.financement.secondaire.exemples import secondaire_suivie
from tests.financement.soldes.exemples import creance_de
from tests.monde import AVANT_DATE_1, Monde, arbitrage_entre, commande_de, liens_d_abonnement, referencer
from tests.noyau.organisations.membres import visiter
from tests.noyau.webhooks.exemples import un_webhook

FICTIFS = {"etapeasaisir": 1, "naturededemande": "nru", "int": 1, "slug": "ABC", "str": "abc", "uuid": uuid4()}


def adresses(resolveur: URLResolver | None = None, prefixe: str = "", acquis: Any = None) -> Iterator[tuple[str, dict]]:
    """(full name, converter name of each argument) of every URL, in the order of the address book."""
    for motif in (resolveur or get_resolver()).url_patterns:
        groupes = dict.fromkeys(motif.pattern.regex.groupindex, "slug")
        arguments = (
            (acquis or {})
            | groupes
            | {
                nom: type(convertisseur).__name__.removesuffix("Converter").lower().replace("string", "str")
                for nom, convertisseur in motif.pattern.converters.items()
            }
        )
        if isinstance(motif, URLPattern):
            yield f"{prefixe}{motif.name}", arguments
        else:
            espace = f"{motif.namespace}:" if motif.namespace else ""
            yield from adresses(motif, prefixe + espace, arguments)


SUR_UNE_PREUVE = (
    "preuve",
    "deposer",
    "archiver",
    "commenter",
    "annoter",
    "gazelle",
    "deposer_provisoire",
    "deposer_la_definitive",
    "relever_le_test",
    "declarer",
    "decider",
)

SUR_UN_MODELE = ("modele_de_document", "supprimer_modele", "confier_modele", "controler_modele")


SUR_UNE_COMMANDE = (
    "commande",
    "corriger",
    "bureau_commande",
    "bureau_arbitrer",
    "demander_solde",
    "demander_secondaire",
    "realisation_de",
    "attester",
    "modele_d_attestation",
    "recepisse_d_attestation",
    "declarer_incapacite",
    "informer_le_client",
    "retirer_incapacite",
)


def _un_par_statut(modele: Any) -> list[Any]:
    return list({objet.statut: objet for objet in modele.objects.all()}.values())


def _codes() -> list[dict[str, Any]]:
    if not DocumentOfficiel.objects.filter(statut="produit", nature="attestation").exists():
        Monde().document_delivre()
    codes = DocumentOfficiel.objects.values_list("code", flat=True)
    return [{"code": code} for code in (*codes, "INCONNU")]


def _de_la_messagerie() -> dict[str, list[dict[str, Any]]]:
    if not Courriel.objects.exists():
        Monde().messagerie()
    courriels = [{"pk": courriel.pk} for courriel in _un_par_statut(Courriel)]
    diffusions = [{"pk": diffusion.pk} for diffusion in _un_par_statut(Diffusion)]
    return {
        "portail:notification_ouvrir": [{"pk": Notification.objects.latest("pk").pk}],
        **dict.fromkeys(("portail:courriel", "portail:courriel_apercu"), courriels),
        **dict.fromkeys(("portail:diffusion", "portail:diffusion_apercu"), diffusions),
    }


def _derogations() -> list[dict[str, Any]]:
    if not DerogationDeDelai.objects.exists():
        Monde().derogation()
    return [{"pk": derogation.pk} for derogation in _un_par_statut(DerogationDeDelai)]


def _import_de_base() -> int:
    existant = ImportDeBase.objects.filter(statut=ImportDeBase.Statut.IMPORTE).first()
    return (existant or Monde().importer_une_base()).pk


def _commandes() -> list[Commande]:
    if not Commande.objects.filter(statut=Commande.Statut.INCOMPLETE).exists():
        fournisseur = Fournisseur.objects.earliest("pk")
        for deposee in (True, False):
            commande_de(fournisseur, Monde().brouillon(produit=f"Commandes {deposee}"), deposee)
    return _un_par_statut(Commande)


def _creances() -> list[dict[str, Any]]:
    if not Creance.objects.exists():
        commande = next(commande for commande in _commandes() if commande.deposee_le)
        creance_de(commande)
        creance_de(commande, deposee=False)
    return [{"pk": creance.pk} for creance in _un_par_statut(Creance)]


def _arbitrages() -> list[dict[str, Any]]:
    if not ArbitrageDePlace.objects.exists():
        arbitrage_entre(*_commandes()[:2])
    return [{"pk": arbitrage.pk} for arbitrage in _un_par_statut(ArbitrageDePlace)]


DES_PILOTES = (
    "dossier_pilote",
    "choisir_pilote",
    "retirer_pilote",
    "ajouter_support",
    "retirer_support",
    "juger_pilotes",
)


def _des_pilotes() -> dict[str, list[dict[str, Any]]]:
    if not DossierPilote.objects.exists():
        if not Candidature.objects.filter(statut="referencee").exists():
            referencer(Monde().brouillon(produit="Pilotée").candidature)
        un_dossier()
    dossiers = _un_par_statut(DossierPilote)
    pilotes = [{"pk": d.pk, "pilote": p.pk} for d in dossiers for p in d.pilotes.all()[:1]]
    return {
        **{f"financement:{nom}": [{"pk": dossier.pk} for dossier in dossiers] for nom in DES_PILOTES},
        **{f"financement:{nom}": pilotes for nom in ("joindre_pv", "modele_pv")},
    }


def _du_financement() -> dict[str, list[dict[str, Any]]]:
    enrolements = [{"pk": enrolement.pk} for enrolement in _un_par_statut(Enrolement)]
    fournisseurs = [{"pk": pk} for pk in Fournisseur.objects.values_list("pk", flat=True)]
    coordonnees = [{"pk": pk} for pk in CoordonneesBancaires.objects.values_list("pk", flat=True)]
    commandes = [{"pk": commande.pk} for commande in _commandes()]
    demandes = [{"pk": demande.pk} for demande in _un_par_statut(DemandeDeFinancement)]
    modeles = [{"pk": modele.pk} for modele in _un_par_statut(ModeleDeDocument)]
    return {
        "financement:arbitrage": _arbitrages(),
        **{
            f"financement:{nom}": demandes
            for nom in ("demande", "bureau_demande", "completer", "grouper", "recepisse", "portabilite_de")
        },
        **{f"financement:{nom}": commandes for nom in SUR_UNE_COMMANDE},
        "financement:joindre_a_la_commande": [{**commande, "nature": "bon"} for commande in commandes],
        **{f"financement:{nom}": _creances() for nom in ("creance", "corriger_creance", "bureau_creance")},
        "financement:joindre_a_la_creance": [{**creance, "nature": "va"} for creance in _creances()],
        **{f"financement:{nom}": modeles for nom in SUR_UN_MODELE},
        "financement:question": [{"pk": question.pk} for question in _un_par_statut(Question)],
        "financement:fournisseur": fournisseurs,
        "financement:tresorerie_du_fournisseur": fournisseurs,
        "financement:habilitations": fournisseurs,
        "financement:coordonnees": fournisseurs,
        **{f"financement:{nom}": enrolements for nom in ("enrolement", "confier", "pointer", "deposer_un_bilan")},
        "financement:joindre": [{**e, "nature": "non_hds"} for e in enrolements],
        "financement:modele": [{**e, "nature": nature} for e in enrolements for nature in ("non_hds", "mandat")],
        "financement:consulter": [{"pk": pk} for pk in PieceDEnrolement.objects.values_list("pk", flat=True)[:2]],
        **{f"financement:{nom}": coordonnees for nom in ("reveler", "rib")},
        **_du_simulateur(),
        **_de_la_secondaire(),
        **_des_paiements(),
        **_des_indus(),
    }


def _du_simulateur() -> dict[str, list[dict[str, Any]]]:
    simulations = [{"pk": simulation.pk} for simulation in _un_par_statut(Simulation)]
    lignes = LigneSimulee.objects.values_list("simulation", "rang")[:3]
    pages = ("", "_relancer", "_supprimer", "_corrigee", "_classeur")
    return {
        **{f"financement:simulation{page}": simulations for page in pages},
        "financement:ligne_simulee": [{"pk": pk, "rang": rang} for pk, rang in lignes],
        "financement:modele_de_json": [{"quoi": quoi} for quoi in ("vierge", "exemple", "schema", "inconnu")],
    }


def _de_la_secondaire() -> dict[str, list[dict[str, Any]]]:
    """Of any order: where no VA is declared, the page does not exist."""
    if not JournalTransmis.objects.exists():
        premiere = _commandes()[0].demande
        secondaire_suivie(premiere.fournisseur, premiere.candidature)
    commandes = [{"pk": pk} for pk in Commande.objects.order_by("-pk").values_list("pk", flat=True)[:3]]
    gestes = ("transmettre_le_journal", "resilier_le_client", "retirer_la_resiliation")
    pages = ("secondaire_client", "mois_du_client", "journal_du_client", *gestes)
    return {
        **{f"financement:{page}": commandes for page in pages},
        "financement:import_de_journal": [{"pk": pk} for pk in ImportDeJournal.objects.values_list("pk", flat=True)],
        "financement:journal_transmis": [{"pk": pk} for pk in JournalTransmis.objects.values_list("pk", flat=True)],
        "financement:modele_du_journal": [{"quoi": quoi} for quoi in ("vierge.csv", "schema.json", "x")],
    }


def _des_paiements() -> dict[str, list[dict[str, Any]]]:
    if not RetourBancaire.objects.exists():
        paiements(AVANT_DATE_1)
    lots = [{"pk": lot.pk} for lot in _un_par_statut(LotDePaiement)]
    retours = [{"pk": retour.pk} for retour in _un_par_statut(RetourBancaire)]
    return {**{f"financement:{nom}": lots for nom in ("lot", "fichier_du_lot")}, "financement:retour": retours}


def _des_indus() -> dict[str, list[dict[str, Any]]]:
    if not Indu.objects.exists():
        un_indu(_commandes()[0], mis_en_demeure=True)
    if not ControleAPosteriori.objects.exists():
        un_controle(_commandes()[0])
    indus = [{"pk": indu.pk} for indu in _un_par_statut(Indu)]
    controles = [{"pk": controle.pk} for controle in _un_par_statut(ControleAPosteriori)]
    return {
        **{f"financement:{nom}": indus for nom in ("indu", "proposer_sur_un_indu")},
        **{f"financement:{nom}": controles for nom in ("controle", "juger_un_controle")},
        "financement:campagne": [{"pk": pk} for pk in CampagneDeControle.objects.values_list("pk", flat=True)[:1]],
    }


def _des_lignes(etapes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        "candidatures:presence": [{**etape, "onglet": uuid4()} for etape in etapes],
        "candidatures:ajouter_ligne": [{**etape, "bloc": "precedents"} for etape in etapes],
        "candidatures:retirer_ligne": [{**etape, "bloc": "precedents", "ligne": 1} for etape in etapes],
    }


def _de_l_api(preuves: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """To a session, each of them is closed."""
    autres = ("simulation", "commandes_simulees", "demande", "pieces", "commande")
    return {
        **{f"api:{nom}": preuves for nom in ("preuve", "depots")},
        **{f"api:{nom}": [{"pk": 1}] for nom in autres},
        "api:inconnue": [{"reste": "rien/"}],
    }


def _des_webhooks() -> dict[str, list[dict[str, Any]]]:
    if not Evenement.objects.exists():
        un_webhook(Monde().mandataire, essaye=True)
    webhooks = [{"pk": webhook.pk} for webhook in _un_par_statut(Webhook)]
    return {
        **dict.fromkeys(("webhooks:webhook", "webhooks:modifier", "webhooks:secret"), webhooks),
        "webhooks:evenement": [{"pk": evenement.pk} for evenement in _un_par_statut(Evenement)],
    }


def _des_organisations() -> dict[str, list[dict[str, Any]]]:
    organisations = [{"pk": pk} for pk in Organisation.objects.values_list("pk", flat=True)]
    pages = ("fiche", "modifier", "inviter", "droits_de", "confirmer_droits")
    if not VisiteDuSupport.objects.exists():
        visiter(Monde())
    return {
        "comptes:accepter": [{"jeton": Monde().inviter()[1]}, {"jeton": "inconnu"}],
        **{f"comptes:{nom}": organisations for nom in pages},
        "comptes:visite": [{"pk": visite.pk} for visite in VisiteDuSupport.objects.all()[:1]],
        "comptes:voir_comme": [{"pk": pk} for pk in Appartenance.objects.values_list("pk", flat=True)[:3]],
    }


def exemples() -> dict[str, list[dict[str, Any]]]:
    """Arguments worth trying for the addresses that take some; by full name, else by the names of their arguments."""
    numeros = [{"numero": numero} for numero in Candidature.objects.values_list("numero", flat=True)]
    references = [{"reference": reference} for reference in Produit.objects.values_list("reference", flat=True)]
    codes = [{"code": code} for code in Dispositif.objects.values_list("code", flat=True)]
    preuves = [{"pk": preuve.pk} for preuve in _un_par_statut(Preuve)]
    acces = Collaborateur.objects.values_list("produit__reference", "pk")
    etapes = [{**numero, "etape": etape} for numero, etape in product(numeros, (1, 2))]
    pieces = Piece.objects.values_list("etape__candidature__numero", "pk")
    fils = [{"numero": n, "pk": pk} for n, pk in Fil.objects.values_list("candidature__numero", "pk")]
    nrus = Candidature.objects.filter(nru__isnull=False).values_list("nru", flat=True)
    documents = [{"identifiant": i} for i in Document.objects.values_list("identifiant", flat=True)]
    return {
        "": [{}],
        "numero": numeros,
        "reference": references,
        "code": codes,
        "code reference": [{**code, **reference} for code, reference in product(codes[:2], references)],
        **_de_l_api(preuves),
        **_des_webhooks(),
        "documents:telecharger": documents,
        "documents:apercu": documents,
        "referentiel:version": [{"pk": pk} for pk in VersionRem.objects.values_list("pk", flat=True)],
        "preuves:chapitre": [{"numero": c.candidature.numero, "pk": c.pk} for c in _un_par_statut(Chapitre)],
        **{f"preuves:{nom}": preuves for nom in SUR_UNE_PREUVE},
        **{f"candidatures:{nom}": fils for nom in ("fil", "fil_note", "fil_lu", "fil_inserer")},
        "candidatures:demander": [{**etape, "nature": "formulaire"} for etape in etapes],
        "candidatures:reponse_type": [{"pk": pk} for pk in ReponseType.objects.values_list("pk", flat=True)],
        "candidatures:collaborateur_retirer": [{"reference": r, "pk": pk} for r, pk in acces],
        "candidatures:retirer_piece": [{"numero": n, "piece": pk} for n, pk in pieces],
        "candidatures:modele": [{**numero, "zone": zone} for numero, zone in product(numeros, MODELES)],
        "candidatures:completer": [{**numero, "source": "moi"} for numero in numeros],
        **_des_lignes(etapes),
        "numero etape": etapes,
        **dict.fromkeys(("portail:verifier_code", "portail:verifier_json"), _codes()),
        "candidatures:derogation": _derogations(),
        **{
            f"portail:{nom}": [{"pk": pk} for pk in Amendement.objects.values_list("pk", flat=True)]
            for nom in ("amendement", "amendement_modifier", "amendement_depots", "calendrier_texte")
        },
        "candidatures:seance": [{"pk": pk} for pk in SeanceDuCollege.objects.values_list("pk", flat=True)],
        **{nom: [{"jeton": jeton}] for nom, jeton in liens_d_abonnement().items()},
        **_des_pilotes(),
        **_du_financement(),
        "numero_unique": [{"numero_unique": nru} for nru in nrus],
        **{f"annuaires:{nom}": [{"pk": _import_de_base()}] for nom in ("import", "mouvements")},
        **_des_organisations(),
        "portail:action": [
            {"nom": transition.nom, "pk": objet.pk}
            for transition in REGISTRE.values()
            for objet in _un_par_statut(transition.modele)
        ],
        **_de_la_messagerie(),
        "mfa_remove_webauthn": [{"pk": 1}],
        **dict.fromkeys(("openid_connect_login", "openid_connect_callback"), [{"provider_id": "isc"}]),
        "account_reset_password_from_key": [{"uidb36": "1", "key": "set-password"}],
    }


def chemins() -> Iterator[tuple[str, str]]:
    connus = exemples()
    for nom, arguments in adresses():
        cle = nom if nom in connus else " ".join(arguments)
        assert connus.get(cle), f"{nom} : ajoutez ses arguments à exemples()"
        for valeurs in connus[cle]:
            yield nom, reverse(nom, kwargs=valeurs)
        if not arguments:
            yield nom, f"{reverse(nom)}?format=csv&q=logi&page=2"
