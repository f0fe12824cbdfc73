"""Step 2, seven sections (E2-06…E2-28)."""

from typing import Any

from candidatures.models import Eligibilite, Vague
from candidatures.questionnaire.definition import Bloc, Depot, Modele, Question, Section, oui

AHI = "ahi"


def concerne_par_l_edc(etape: Eligibilite) -> bool:
    """E2-06: every profile but AHI; a candidate for AHI alone has nothing to say of the Espace de Confiance."""
    profils = [profil.code for profil in etape.profils.all() if not profil.est_general]
    return profils != [AHI]


def deja_referencee_en_vague_2(etape: Eligibilite) -> bool:
    """E2-26, cases 2 and 3: step 1 names a référencement of wave 2."""
    administrative = etape.candidature.administrative
    if not administrative.est_reference_precedemment:
        return False
    return any(precedent.vague == Vague.VAGUE_2 for precedent in administrative.precedents.all())


def demande_l_equivalence(etape: Eligibilite) -> bool:
    return deja_referencee_en_vague_2(etape) and etape.souhaite_l_equivalence is True


def attestation_due(etape: Eligibilite) -> bool:
    """E2-26: several names in one candidature (case 1), or equivalence wished (cases 2 and 3)."""
    return etape.a_d_autres_noms is True or demande_l_equivalence(etape)


def cas_d_attestation(etape: Any) -> list[str]:
    """The cases of E2-26 that make the attestation sur l’honneur due, in words."""
    cas = []
    if etape.a_d_autres_noms:
        cas.append("plusieurs dénominations commerciales et une seule candidature (cas 1)")
    if demande_l_equivalence(etape):
        meme = any(
            precedent.vague == Vague.VAGUE_2 and precedent.dispositif == etape.candidature.dispositif.libelle
            for precedent in etape.candidature.administrative.precedents.all()
        )
        cas.append(
            "référencement déjà obtenu sur le même dispositif vague 2 (cas 3)"
            if meme
            else "référencement déjà obtenu sur un autre dispositif vague 2 (cas 2)"
        )
    return cas


INFORMATIONS_2 = (
    "Ayez à portée de main : le NIE de l’entreprise, le NIL de la solution et ceux de ses composants additionnels "
    "(CNDA), le NRU obtenu au guichet EDC PSC.",
    "Cette étape complète ce que vous avez dit de l’entreprise et de la solution. Une fois le dossier déclaré "
    "éligible, l’espace de dépôt des preuves s’ouvre.",
)

ETAPE_2 = (
    Section(
        "Informations Espace de Confiance Pro Santé Connect",
        (Question("nru_edc_lps", obligatoire=False), Question("nru_edc_proxy", obligatoire=False)),
        si=concerne_par_l_edc,
        aide="Le NRU s’obtient en rattachant le produit à la « Démarche EDC PSC Editeur ». Éditeur du LPS et du "
        "proxy : le même NRU dans les deux champs. Proxy tiers : demandez son NRU à son éditeur. Des composants tous "
        "déclarés dès la première candidature EDC n’en demandent qu’une ; un nouveau composant en demande une "
        "nouvelle.",
    ),
    Section(
        "Informations CNDA",
        (
            Question("nie"),
            Question("nil"),
            Question("a_d_autres_noms", commande=True),
            Depot(
                "attestation_noms",
                "Attestation sur l’honneur des noms commerciaux",
                oui("a_d_autres_noms"),
                "Modèle fourni par l’ANS, à compléter et signer.",
                modele=Modele(gabarit="pdf/modele_attestation_noms.html"),
            ),
            Bloc(
                "noms_commerciaux",
                "Autre nom commercial",
                "Ajouter un autre nom commercial",
                (Question("nom"), Question("nil"), Question("version_technique")),
                oui("a_d_autres_noms"),
            ),
        ),
        aide="Une solution référencée en vague 1 a déjà ces numéros. Le NIL est propre à chaque nom commercial, qui a "
        "aussi sa demande de conformité CNDA ; les noms sont ceux du guichet EDC PSC Éditeur.",
    ),
    Section(
        "Informations de la solution logicielle",
        (
            Question("profils", commande=True),
            Depot(
                "documentation_dsr",
                "Documentation attestant que la solution répond aux fonctionnalités minimales du DSR",
            ),
            Depot(
                "versions_obsoletes",
                "Liste des versions techniques dont l’arrêt de maintenance ou de commercialisation a été rendu public",
                aide="Téléchargez le modèle, complétez-le, déposez-le. Non concerné : indiquez-le dans le fichier. "
                "Préférez le format xlsx : un classeur xls est gardé sans être lu.",
                compte=False,
                modele=Modele("Télécharger le modèle (xlsx)", vue="candidatures:modele_versions_obsoletes"),
            ),
        ),
        rappelle_les_profils=True,
    ),
    Section(
        "Groupement éditeurs",
        (
            Question("represente_un_groupement", commande=True),
            Depot(
                "mandats_groupement",
                "Mandats des partenaires du groupement",
                oui("represente_un_groupement"),
                "Modèle fourni par l’ANS : un mandat par partenaire, à compléter et signer.",
                modele=Modele(gabarit="pdf/modele_mandats_groupement.html"),
            ),
            Bloc(
                "membres_du_groupement",
                "Éditeur du groupement",
                "Ajouter un éditeur du groupement",
                (
                    Question("denomination"),
                    Question("siret"),
                    Question("adresse"),
                    Question("nie"),
                    Question("representant"),
                    Question("fonction"),
                ),
                oui("represente_un_groupement"),
            ),
        ),
    ),
    Section(
        "Editeurs distributeurs",
        (
            Question("a_des_distributeurs", commande=True),
            Bloc(
                "distributeurs",
                "Éditeur distributeur",
                "Ajouter un éditeur distributeur",
                (
                    Question("denomination"),
                    Question("siret"),
                    Question("mandat_signe_le"),
                    Question("mandat_fin_le"),
                ),
                oui("a_des_distributeurs"),
            ),
        ),
    ),
    Section(
        "Composants additionnels",
        (
            Question("a_des_composants", commande=True),
            Bloc(
                "composants",
                "Composant additionnel",
                "Ajouter un composant additionnel",
                (
                    Question("editeur"),
                    Question("denomination"),
                    Question("version"),
                    Question("nil", obligatoire=False),
                    Question("chapitres"),
                ),
                oui("a_des_composants"),
            ),
        ),
        aide="Uniquement les composants qui permettent de valider un ou plusieurs chapitres du REM. Une nouvelle "
        "demande de conformité CNDA intègre ces composants et les versions de référentiels du nouveau REM.",
    ),
    Section(
        "Attestation sur l’honneur",
        (
            Question("souhaite_l_equivalence", si=deja_referencee_en_vague_2, commande=True),
            Question("a_de_nouveaux_composants", si=demande_l_equivalence),
            Question("a_un_nouveau_proxy", si=demande_l_equivalence),
            Depot(
                "attestation_equivalence",
                "Attestation sur l’honneur",
                attestation_due,
                "Modèle fourni par l’ANS : mêmes noms commerciaux, composant principal identique, composants nouveaux.",
                modele=Modele(gabarit="pdf/modele_attestation_equivalence.html"),
            ),
        ),
        si=lambda etape: deja_referencee_en_vague_2(etape) or attestation_due(etape),
    ),
)
