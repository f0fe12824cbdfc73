"""The texts that the rules of the financing cite."""

from segur.noyau.regles import Reference

AF = "AF-MDV-LGC-Va2"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
FAQ_ASP = "Foire aux questions du portail Ségur numérique de l’ASP"
FOURNISSEURS = Reference(AF, "section 4.1")
DEMANDES = Reference(AF, "section VI")
ENROLEMENT = Reference(AF, "section 6.1")
HDS = Reference("Code de la santé publique", "articles L. 1111-8 et R. 1111-8-8")
TYPES_D_ENROLEMENT = Reference(WEBINAIRE, "nouveautés vague 2, enrôlement")
REVUE = Reference(WEBINAIRE, "revue des habilitations")
PIECES = Reference(FAQ_ASP, "pièces de l’enrôlement")
EDC_DU_DISTRIBUTEUR = Reference("Foire aux questions des industriels", "distributeurs et EDC PSC")
BASE_DES_ES = Reference(
    WEBINAIRE,
    "montant maximum, base des établissements éligibles",
    hypothese="Le webinaire ne dit pas si le montant maximal comprend la TVA : il est comparé au montant financé.",
)

CHANGEMENT_COMPLET = Reference(WEBINAIRE, "questions posées en amont, changement complet de logiciel")

# Sections of an appel à financement, as the AF-MDV-LGC-Va2 numbers them: an order cites its own dispositif's.
FOURNISSEUR_ELIGIBLE = "conditions portant sur les fournisseurs (4.1)"
CLIENT_ELIGIBLE = "clients éligibles (4.2)"
VAGUE_1_ET_2 = "éligibilité à la Prestation principale Vague 1 + Vague 2 (4.2)"
UNICITE = "unicité du financement (4.2)"
BON_CONFORME = "conformité du bon de commande (4.3)"
DATES_DU_BON = "calendrier d’établissement des bons de commande (4.3)"
NON_CONDITIONNE = "non conditionnement de la commande (4.3)"
MONTANTS_DU_BON = "présentation du montant des prestations (4.3)"
FORMALITES = "démarches administratives préalables du client (4.3)"
VALIDATION = "validation de la commande par le client (4.3)"
PRIX = "fixation de prix plafonds (5.1)"
TVA = "taxe sur la valeur ajoutée (5.2)"
BAREMES = "barèmes des prix plafonds (5.3 et 5.4)"
DEPOT = "obtention des financements (VI)"
AVANCE = "demande de financement et de versement de l’avance (6.2)"
REALISATION = "réalisation de la prestation (4.4)"
VERIFICATION = "réalisation de la prestation, vérification d’aptitude (4.4)"
FACTURATION = "réalisation de la prestation, facturation (4.4)"
SANS_RESTE = "réalisation de la prestation, sans reste à charge (4.4)"
SOLDE = "demande de versement du solde (6.4)"
SECONDAIRE = "demande de versement du montant de la prestation secondaire (6.5)"
SECONDAIRE_RECUE = "réception de la prestation secondaire (4.5)"
SECONDAIRE_FACTUREE = "facturation de la prestation secondaire (4.5)"
SECONDAIRE_SANS_RESTE = "reste à charge nul de la prestation secondaire (4.5)"
RECOUVREMENT = "gestion des indus et recouvrement (VII)"
RETARD = "retard dans le traitement du dossier de référencement (6.2)"
MODELES = Reference(WEBINAIRE, "transmission de modèles de documents")
