"""Step 1, four sections (E1-09…E1-25)."""

from candidatures.models import Candidature
from candidatures.questionnaire.definition import Bloc, Question, Section, oui

INFORMATIONS_1 = (
    "Renseignez l’entreprise et le logiciel candidat. L’ANS étudie la candidature dans les meilleurs délais et peut "
    "prendre contact avec vous pour vérifier une réponse.",
    "La dénomination sociale vient du compte de l’entreprise. Pour la corriger, adressez-vous au support.",
)

ETAPE_1 = (
    Section(
        "Informations du responsable légal de l’entreprise",
        (
            Question("legal_nom"),
            Question("legal_prenom"),
            Question("legal_email"),
            Question("legal_telephone"),
            Question("legal_fonction"),
        ),
        completer=(
            ("legal", "Compléter avec les données du responsable légal"),
            ("moi_legal", "Compléter avec mes données"),
        ),
    ),
    Section(
        "Informations du contact pour le référencement",
        (
            Question("contact_nom"),
            Question("contact_prenom"),
            Question("contact_email"),
            Question("contact_telephone"),
        ),
        completer=(("moi", "Compléter avec mes données"),),
    ),
    Section(
        "Informations de l’entreprise",
        (Question("denomination"), Question("siret"), Question("forme_juridique"), Question("adresse_siege")),
        completer=(("entreprise", "Compléter à partir des données de l’entreprise"),),
    ),
    Section(
        "Informations relatives à la Version candidate",
        (
            Question("denomination_commerciale"),
            Question("version_technique"),
            Question("est_reference_precedemment", commande=True),
            Bloc(
                "precedents",
                "Précédent référencement",
                "Ajouter les éléments d’un précédent référencement",
                (Question("vague"), Question("nru"), Question("dispositif")),
                oui("est_reference_precedemment"),
                cite=Candidature.Statut.REFERENCEE,
            ),
            Question("est_en_cours_ailleurs", commande=True),
            Bloc(
                "en_cours",
                "Référencement en cours",
                "Ajouter un référencement en cours",
                (Question("nru"), Question("dispositif")),
                oui("est_en_cours_ailleurs"),
                cite=Candidature.Statut.EN_COURS,
            ),
            Question("premier_depot_prevu_le"),
            Question("publication_autorisee"),
        ),
    ),
)
